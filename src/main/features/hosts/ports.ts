// What the hosts feature needs from outside.
import type { EngineFacts } from '../../../contract/hosts.ts';
import type { HostId } from '../../../contract/ids.ts';

export interface HostRow {
  readonly id: HostId;
  readonly name: string;
  readonly kind: 'local' | 'ssh';
  readonly createdAt: number;
}

export interface HostStore {
  list(): readonly HostRow[];
  get(id: HostId): HostRow | null;
}

/** A Docker event as far as we look at it. */
export interface EngineEvent {
  readonly type: string;
  readonly action: string;
  readonly actorId: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Nanoseconds since the epoch: more than a double holds. */
  readonly timeNano: bigint;
}

/** A live connection to one engine. */
export interface EngineConnection<Engine> {
  readonly endpoint: string;
  readonly facts: EngineFacts;
  /** What other features use of this engine; hosts does not look inside. */
  readonly engine: Engine;
  /** Resolves when the connection is lost (with the reason) or closed (null). */
  readonly closed: Promise<Error | null>;
  close(): Promise<void>;
}

export interface EngineConnector<Engine> {
  /**
   * Finds and connects. Throws DOCKER_NOT_FOUND, DOCKER_PERMISSION_DENIED, DOCKER_TOO_OLD.
   * `onEvent` gets container events of the engine, none lost across reconnects of the stream itself.
   */
  connect(
    host: HostRow,
    options: { readonly signal: AbortSignal; readonly onEvent: (event: EngineEvent) => void },
  ): Promise<EngineConnection<Engine>>;
}
