// What the hosts feature needs from outside.
import type { ConnectStage, EngineFacts } from '../../../contract/hosts.ts';
import type { HostId, ProjectId } from '../../../contract/ids.ts';
import type { EngineUpkeep, SshTraffic } from './ports/upkeep.ts';

interface HostIdentity {
  readonly id: HostId;
  readonly name: string;
  readonly createdAt: number;
}

export type HostRow = (HostIdentity & { readonly kind: 'local' }) | SshHostRow;

export interface SshHostRow extends HostIdentity {
  readonly kind: 'ssh';
  readonly ssh: SshAccess;
}

/** How a machine is logged in to. What is null is taken from the SSH configuration of whoever runs miniPaaS. */
export interface SshAccess {
  /** A name, an address, or an alias of `~/.ssh/config`. */
  readonly address: string;
  readonly port: number | null;
  readonly user: string | null;
  /** Jump hosts as OpenSSH writes them: `[user@]host[:port]`, commas between several; the first is reached first. */
  readonly jump: string | null;
  readonly auth: SshAuth;
  /** A password or a passphrase is in the keychain. */
  readonly hasSecret: boolean;
}

export type SshAuth =
  | { readonly method: 'key'; readonly path: string }
  | { readonly method: 'password' }
  /** Null: the agent that the environment names. */
  | { readonly method: 'agent'; readonly socket: string | null }
  /** The agent and the keys that OpenSSH would try. */
  | { readonly method: 'default' };

/** What is in the keychain for a host. */
export interface SshSecret {
  readonly password: string | null;
  readonly passphrase: string | null;
}

export interface HostStore {
  /** Without those that were removed. */
  list(): readonly HostRow[];
  /** Also one that was removed: projects and deployments may still name it. */
  get(id: HostId): HostRow | null;
  isRemoved(id: HostId): boolean;
  /** Throws NAME_TAKEN. */
  addSsh(name: string, ssh: SshAccess, now: number): SshHostRow;
  /** Name and access together, or neither. Throws NAME_TAKEN. */
  update(id: HostId, change: { readonly name: string; readonly ssh: SshAccess | null }): HostRow;
  remove(id: HostId, now: number): void;
}

export interface HostSecrets {
  get(id: HostId): Promise<SshSecret | null>;
  /** Throws KEYCHAIN_UNAVAILABLE. */
  put(id: HostId, secret: SshSecret): Promise<void>;
  remove(id: HostId): Promise<void>;
}

/** A host key that a person has accepted by its fingerprint. */
export interface AcceptedHostKey {
  /** As known_hosts writes it: `server`, `[server]:2222`. */
  readonly name: string;
  readonly keyType: string;
  /** Base64. */
  readonly key: string;
  /** The address under which its host was entered: the key is forgotten with the last host of that address. */
  readonly address: string;
}

/** Our own list, besides known_hosts. */
export interface HostKeyStore {
  list(): readonly AcceptedHostKey[];
  add(key: AcceptedHostKey, now: number): void;
  removeOf(address: string): void;
}

export interface ConnectOptions {
  readonly signal: AbortSignal;
  readonly onEvent: (event: EngineEvent) => void;
  /** Instead of what the keychain has: of a host that is being added. */
  readonly secret?: SshSecret | null;
  /** `SHA256:…` of a host key that a person has compared; an unknown key with it is accepted and remembered. */
  readonly hostKeyFingerprint?: string | null;
  /** Each is said when it begins; the last one said is the one that a failure is about. */
  readonly onStage?: (stage: ConnectStage, detail: string) => void;
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
  readonly upkeep: EngineUpkeep;
  /** Of a host over SSH: what it uses at this moment. */
  readonly traffic?: () => SshTraffic;
  /** Resolves when the connection is lost (with the reason) or closed (null). */
  readonly closed: Promise<Error | null>;
  close(): Promise<void>;
}

export interface EngineConnector<Engine> {
  /**
   * Finds and connects. Throws DOCKER_NOT_FOUND, DOCKER_PERMISSION_DENIED, DOCKER_TOO_OLD, and for a host over SSH any of
   * the codes of its stages. `onEvent` gets container events of the engine, none lost across reconnects of the stream itself.
   */
  connect(host: HostRow, options: ConnectOptions): Promise<EngineConnection<Engine>>;
  /** Closes what outlives a lost connection: the host is no longer looked for. */
  release?(id: HostId): Promise<void>;
}

/** By their names. */
export interface ObjectsOfProject {
  readonly containers: readonly string[];
  readonly images: readonly string[];
  readonly volumes: readonly string[];
}

/** What a host's projects are asked for, and told, when it is removed. */
export interface HostProjects {
  list(id: HostId): readonly { readonly id: ProjectId; readonly name: string }[];
  /** Null where its engine cannot be asked. */
  objectsOf(id: ProjectId): Promise<ObjectsOfProject | null>;
  /** With all that it has on the host. */
  remove(id: ProjectId): Promise<void>;
  /** What it has on the host stays, and runs on. */
  forget(id: ProjectId): Promise<void>;
}
