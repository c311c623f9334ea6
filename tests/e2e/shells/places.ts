// Where a spec runs: a shell, and the machine whose engine builds and runs. A spec gets a place and does not ask which.
import { type DockerHosts, startDockerHosts } from '../../support/docker-hosts.ts';
import { DEPLOY_USER } from '../../support/docker-hosts/host-files.ts';
import { hostsPage } from '../pages/hosts-page.ts';
import { prepareEngine } from './data-folder.ts';
import { openShell } from './open-shell.ts';
import type { Shell, ShellKind } from './shell.ts';

interface PlaceKind {
  readonly kind: ShellKind;
  /** `far`: reached over SSH, with an engine and an sshd of its own. */
  readonly where: 'here' | 'far';
}

/** The far one in one shell: what lies between the two shells and an engine is the same. */
export const places: readonly PlaceKind[] = [
  { kind: 'headless', where: 'here' },
  { kind: 'desktop', where: 'here' },
  { kind: 'headless', where: 'far' },
];

export interface Place {
  readonly shell: Shell;
  /** The name of the host to choose for new projects; undefined where there is no choice. */
  readonly host: string | undefined;
  close(): Promise<void>;
}

/** `images`: what the spec builds on; a far host has no registry. */
export async function openPlace({ kind, where }: PlaceKind, images: readonly string[]): Promise<Place> {
  await prepareEngine();
  const machines = where === 'far' ? await startFarHost(images) : null;
  try {
    const shell = await openShell(kind);
    const close = async (): Promise<void> => {
      await shell.close();
      await machines?.down();
    };
    if (machines === null) return { shell, host: undefined, close };
    const { page } = shell;
    try {
      const hosts = hostsPage(page);
      await hosts.show();
      await hosts.add({
        name: 'far',
        address: machines.host(1).address,
        user: DEPLOY_USER.name,
        privateKeyPath: machines.privateKeyPath,
      });
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Projects' }).click();
    } catch (error) {
      await shell.close();
      throw error;
    }
    return { shell, host: 'far', close };
  } catch (error) {
    await machines?.down();
    throw error;
  }
}

async function startFarHost(images: readonly string[]): Promise<DockerHosts> {
  const machines = await startDockerHosts(1);
  for (const image of images) await machines.host(1).loadImage(image);
  return machines;
}
