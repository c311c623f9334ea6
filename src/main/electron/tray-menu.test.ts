import { describe, expect, it } from 'vitest';
import type { DeploymentStatus } from '../../contract/deployments.ts';
import type { DeploymentQueue, QueuedDeployment } from './control-plane.ts';
import { type TrayActions, trayMenu, trayStatus } from './tray-menu.ts';

const item = (projectName: string, status: DeploymentStatus): QueuedDeployment => ({
  deployment: { id: 1, projectId: 2, status },
  projectName,
});
const recorded = () => {
  const calls: unknown[] = [];
  const actions: TrayActions = {
    open: () => calls.push('open'),
    openDeployment: (deployment) => calls.push(deployment),
    setListener: (isOn) => calls.push({ isOn }),
    quit: () => calls.push('quit'),
  };
  return { calls, actions };
};
const labels = (queue: DeploymentQueue) =>
  trayMenu({ queue, isListenerOn: false }, recorded().actions).map((entry) => entry.label ?? '-');

describe('trayStatus', () => {
  it('counts in words', () => {
    expect(trayStatus({ active: [], waiting: [] })).toBe('No deployment under way');
    expect(trayStatus({ active: [item('web', 'building')], waiting: [] })).toBe('1 deployment under way');
    expect(trayStatus({ active: [item('a', 'building'), item('b', 'starting')], waiting: [item('c', 'queued')] })).toBe(
      '2 deployments under way, 1 waiting',
    );
  });
});

describe('trayMenu', () => {
  it('lists what is under way between opening and quitting', () => {
    expect(labels({ active: [item('web', 'building')], waiting: [item('api', 'queued')] })).toEqual([
      'Open miniPaaS',
      '-',
      '1 deployment under way, 1 waiting',
      'web: building',
      'api: waiting',
      '-',
      'Serve the dashboard over HTTP',
      '-',
      'Quit miniPaaS',
    ]);
  });

  it('stays short', () => {
    const waiting = Array.from({ length: 30 }, (_, index) => item(`p${index}`, 'queued'));
    expect(labels({ active: [], waiting })).toContain('and 22 more');
  });

  it('does what it says', () => {
    const { calls, actions } = recorded();
    const web = item('web', 'building');
    const menu = trayMenu({ queue: { active: [web], waiting: [] }, isListenerOn: true }, actions);
    for (const entry of menu) entry.click?.(undefined as never, undefined, undefined as never);
    expect(calls).toEqual(['open', web.deployment, { isOn: false }, 'quit']);
  });
});
