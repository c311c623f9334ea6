// Adding a host and changing one. What is kept has been tried, unless somebody insists.
import { AppError } from '../../../contract/app-error.ts';
import type { Caller } from '../../../contract/caller.ts';
import type { Host, HostTest, SshHostInput, UpdateHostInput } from '../../../contract/hosts.ts';
import type { HostId } from '../../../contract/ids.ts';
import type { HostLinks } from './links.ts';
import type { EngineConnector, HostRow, HostSecrets, HostStore, SshHostRow, SshSecret } from './ports.ts';
import { changeAccess, changesAccess, type SshChange } from './ssh-change.ts';
import { toAccess } from './ssh-input.ts';
import { createTrial, type TrialRequest } from './trial.ts';

export interface HostChangesDeps {
  readonly store: HostStore;
  readonly secrets: HostSecrets;
  readonly connector: EngineConnector<unknown>;
  readonly links: HostLinks<unknown>;
  /** Keys that were accepted for an address are forgotten with its last host. */
  readonly forgetKeys: (address: string) => void;
  readonly now: () => number;
}

type Signal = Pick<Caller, 'signal'>;

export function createHostChanges({ store, secrets, connector, links, forgetKeys, now }: HostChangesDeps) {
  const trial = createTrial(connector, now);

  function trialOf(input: SshHostInput): TrialRequest {
    return { name: input.name, ...toAccess(input), hostKeyFingerprint: input.hostKeyFingerprint ?? null };
  }

  function assertNameIsFree(name: string, except: HostId | null): void {
    const wanted = name.toLowerCase();
    if (store.list().some((row) => row.id !== except && row.name.toLowerCase() === wanted)) {
      throw new AppError('NAME_TAKEN', { name }, { field: 'name' });
    }
  }

  async function changeLogin(row: SshHostRow, input: UpdateHostInput, signal: AbortSignal): Promise<HostRow> {
    const before = row.ssh.hasSecret ? await secrets.get(row.id) : null;
    const change = changeAccess(row.ssh, before, input);
    checkSecret(change, input);
    const hostKeyFingerprint = input.hostKeyFingerprint ?? null;
    const name = input.name ?? row.name;
    if (input.force !== true) {
      await trial.attempt({ name, ...change, hostKeyFingerprint }, signal);
    }
    const changed = store.update(row.id, { name, ssh: change.ssh });
    try {
      await keepSecret(row.id, before, change.secret);
    } catch (error) {
      store.update(row.id, { name: row.name, ssh: row.ssh });
      throw error;
    }
    if (change.ssh.address !== row.ssh.address) {
      forgetKeys(row.ssh.address);
    }
    await links.reopen(changed);
    return changed;
  }

  async function keepSecret(id: HostId, before: SshSecret | null, after: SshSecret | null): Promise<void> {
    if (after !== null) {
      await secrets.put(id, after);
    } else if (before !== null) {
      await secrets.remove(id);
    }
  }

  return {
    /** Throws why the host cannot be used: nothing is kept then but a host key that was accepted by its fingerprint. */
    async add(input: SshHostInput, { signal }: Signal): Promise<Host> {
      assertNameIsFree(input.name, null);
      await trial.attempt(trialOf(input), signal);
      const { ssh, secret } = toAccess(input);
      const row = store.addSsh(input.name, ssh, now());
      if (secret !== null) {
        await secrets.put(row.id, secret).catch((error: unknown) => {
          store.remove(row.id, now());
          throw error;
        });
      }
      await links.reopen(row);
      return links.view(row);
    },
    test: (input: SshHostInput, { signal }: Signal): Promise<HostTest> => trial.report(trialOf(input), signal),
    /** Throws why the host cannot be used like this, and changes nothing then; with `force` that is its state afterwards. */
    async update(input: UpdateHostInput, { signal }: Signal): Promise<Host> {
      const row = links.existing(input.id);
      assertNameIsFree(input.name ?? row.name, row.id);
      if (!changesAccess(input)) {
        const renamed = store.update(row.id, { name: input.name ?? row.name, ssh: null });
        links.announce(row.id);
        return links.view(renamed);
      }
      if (row.kind === 'local') {
        const problem = 'of this machine only the name can be changed';
        throw new AppError('VALIDATION_FAILED', { field: 'address', problem }, { field: 'address' });
      }
      return links.view(await changeLogin(row, input, signal));
    },
  };
}

function checkSecret({ ssh }: SshChange, { passphrase }: UpdateHostInput): void {
  if (passphrase !== undefined && ssh.auth.method !== 'key') {
    const problem = 'only a private key has one';
    throw new AppError('VALIDATION_FAILED', { field: 'passphrase', problem }, { field: 'passphrase' });
  }
}
