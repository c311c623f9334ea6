// What the tray says and offers, from what builds and what waits.
import type { MenuItemConstructorOptions } from 'electron';
import type { DeploymentStatus } from '../../contract/deployments.ts';
import type { DeploymentQueue, QueuedDeployment } from './control-plane.ts';

/** More lines than this make a menu nobody reads. */
const LISTED = 8;

export interface TrayActions {
  readonly open: () => void;
  readonly openDeployment: (deployment: QueuedDeployment['deployment']) => void;
  readonly setListener: (isOn: boolean) => void;
  readonly quit: () => void;
}

export interface TrayState {
  readonly queue: DeploymentQueue;
  readonly isListenerOn: boolean;
}

/** One line: `2 deployments under way, 1 waiting`. */
export function trayStatus({ active, waiting }: DeploymentQueue): string {
  const parts = [
    ...(active.length > 0 ? [`${active.length} ${active.length === 1 ? 'deployment' : 'deployments'} under way`] : []),
    ...(waiting.length > 0 ? [`${waiting.length} waiting`] : []),
  ];
  return parts.length === 0 ? 'No deployment under way' : parts.join(', ');
}

export function trayMenu({ queue, isListenerOn }: TrayState, actions: TrayActions): MenuItemConstructorOptions[] {
  const items = [...queue.active, ...queue.waiting];
  return [
    { label: 'Open miniPaaS', click: actions.open },
    { type: 'separator' },
    { label: trayStatus(queue), enabled: false },
    ...items.slice(0, LISTED).map(({ deployment, projectName }) => ({
      label: `${projectName}: ${verb(deployment.status)}`,
      click: () => {
        actions.openDeployment(deployment);
      },
    })),
    ...(items.length > LISTED ? [{ label: `and ${items.length - LISTED} more`, enabled: false }] : []),
    { type: 'separator' },
    {
      label: 'Serve the dashboard over HTTP',
      type: 'checkbox',
      checked: isListenerOn,
      click: () => {
        actions.setListener(!isListenerOn);
      },
    },
    { type: 'separator' },
    { label: 'Quit miniPaaS', click: actions.quit },
  ];
}

function verb(status: DeploymentStatus): string {
  return status === 'queued' ? 'waiting' : status;
}
