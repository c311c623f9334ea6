// Tells somebody who is not looking at the window that an application has a new error, or one that was resolved.
import type { AppEvent } from '../../contract/events.ts';
import type { DeploymentSource } from './control-plane.ts';
import type { News } from './deployment-news.ts';

type ErrorNews = Extract<AppEvent, { type: 'errorNews' }>;

export interface ErrorWatchDeps {
  readonly controlPlane: Pick<DeploymentSource, 'events' | 'localCaller'> & {
    readonly services: Pick<DeploymentSource['services'], 'projects'>;
  };
  /** Somebody looks at the dashboard, or wants no news. */
  readonly isQuiet: () => boolean;
  readonly notify: (news: News, event: ErrorNews) => void;
}

/** Ends when the signal aborts or the control plane closes. */
export async function watchErrors(
  { controlPlane, isQuiet, notify }: ErrorWatchDeps,
  signal: AbortSignal,
): Promise<void> {
  const caller = controlPlane.localCaller(signal);
  for await (const event of controlPlane.events.subscribe(signal)) {
    if (event.type === 'errorNews' && !isQuiet()) await tell(event);
  }

  async function tell(event: ErrorNews): Promise<void> {
    try {
      const { name } = await controlPlane.services.projects.get({ id: event.projectId }, caller);
      notify(newsOf(name, event), event);
    } catch {
      // Deleted in this very moment: nobody waits for its news.
    }
  }
}

function newsOf(project: string, { isReopened, title, count }: ErrorNews): News {
  const what = isReopened ? 'an error is back' : 'a new error';
  return {
    title: count === 1 ? `${project}: ${what}` : `${project}: ${count} new errors`,
    body: count === 1 ? title : `${title}, and ${count - 1} more`,
  };
}
