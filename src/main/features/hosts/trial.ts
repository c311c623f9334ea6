// Tries a host without keeping anything of it, but a host key that somebody accepted by its fingerprint.
import { toErrorBody } from '../../../contract/app-error.ts';
import type { ConnectStage, EngineFacts, HostTest } from '../../../contract/hosts.ts';
import type { HostId } from '../../../contract/ids.ts';
import type { EngineConnector, SshAccess, SshSecret } from './ports.ts';

/** Of a host that is only tried: no row has it. */
const TRIAL = 0 as HostId;

export interface TrialRequest {
  readonly name: string;
  readonly ssh: SshAccess;
  readonly secret: SshSecret | null;
  readonly hostKeyFingerprint: string | null;
}

export interface Trial {
  /** Throws why it cannot be used. */
  attempt(request: TrialRequest, signal: AbortSignal, onStage?: OnStage): Promise<EngineFacts>;
  /** How far it came. */
  report(request: TrialRequest, signal: AbortSignal): Promise<HostTest>;
}

type OnStage = (stage: ConnectStage, detail: string) => void;

export function createTrial(connector: EngineConnector<unknown>, now: () => number): Trial {
  async function attempt(request: TrialRequest, signal: AbortSignal, onStage?: OnStage): Promise<EngineFacts> {
    const { name, ssh, secret, hostKeyFingerprint } = request;
    const connection = await connector.connect(
      { id: TRIAL, name, kind: 'ssh', createdAt: now(), ssh },
      { signal, onEvent: () => undefined, secret, hostKeyFingerprint, ...(onStage === undefined ? {} : { onStage }) },
    );
    await connection.close();
    // What outlives a connection belongs to no host here.
    await connector.release?.(TRIAL);
    return connection.facts;
  }

  return {
    attempt,
    async report(request, signal) {
      const stages: HostTest['stages'] = [];
      const onStage: OnStage = (stage, detail) => {
        // What came before has gone well.
        stages.push({ stage, isOk: true, detail });
      };
      try {
        return { engine: await attempt(request, signal, onStage), stages, error: null };
      } catch (error) {
        signal.throwIfAborted();
        const last = stages.pop();
        return {
          stages: last === undefined ? stages : [...stages, { ...last, isOk: false }],
          error: toErrorBody(error),
          engine: null,
        };
      }
    },
  };
}
