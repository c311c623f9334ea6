// Follows the control plane's changes for a person who is not looking at the window: tray and notifications.
import type { Deployment } from '../../contract/deployments.ts';
import type { AppEvent } from '../../contract/events.ts';
import type { DeploymentSource } from './control-plane.ts';
import { createDeploymentNews, type News, tell } from './deployment-news.ts';

export interface DeploymentWatchDeps {
  readonly controlPlane: DeploymentSource;
  readonly refreshTray: () => void;
  /** Somebody looks at the dashboard, or wants no news. */
  readonly isQuiet: () => boolean;
  readonly notify: (news: News, deployment: Deployment) => void;
}

/** Ends when the signal aborts or the control plane closes. */
export async function watchDeployments(
  { controlPlane, refreshTray, isQuiet, notify }: DeploymentWatchDeps,
  signal: AbortSignal,
): Promise<void> {
  const caller = controlPlane.localCaller(signal);
  const news = createDeploymentNews();

  for await (const event of controlPlane.events.subscribe(signal)) await take(event);

  async function take(event: AppEvent): Promise<void> {
    if (event.type === 'ready') await catchUp();
    else if (event.type === 'deployment') await hear(event.deployment);
    else if (event.type !== 'queue' && event.type !== 'projectRemoved') return;
    refreshTray();
  }

  /** Events may have been missed: what is under way now is news when it ends. */
  async function catchUp(): Promise<void> {
    const { active, waiting } = await controlPlane.services.deployments.queue(undefined, caller);
    for (const { deployment } of [...active, ...waiting]) news.take(deployment);
  }

  async function hear(deployment: Deployment): Promise<void> {
    const kind = news.take(deployment);
    if (kind === null || isQuiet()) return;
    const name = await projectName(deployment);
    if (name !== null) notify(tell(kind, name, deployment), deployment);
  }

  async function projectName({ projectId }: Deployment): Promise<string | null> {
    try {
      return (await controlPlane.services.projects.get({ id: projectId }, caller)).name;
    } catch {
      return null; // Deleted in this very moment: nobody waits for its news.
    }
  }
}
