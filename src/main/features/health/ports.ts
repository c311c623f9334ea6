// What the health feature needs from outside.
import type { AppEvent } from '../../../contract/events.ts';
import type { FindingStatus, HealthEvent } from '../../../contract/health.ts';
import type { PrunePlan, PruneResult } from '../../../contract/host-upkeep.ts';
import type { Host } from '../../../contract/hosts.ts';
import type { DomainId, HostId, ProjectId, VolumeId } from '../../../contract/ids.ts';
import type { Ingress } from '../../../contract/ingress.ts';
import type { Settings } from '../../../contract/settings.ts';

/** What a person can have done about a finding. */
export interface Fix {
  readonly id: string;
  readonly label: string;
  /** What goes, by name; empty: nothing. */
  readonly removes: readonly string[];
  /** Resolves with one sentence: what was done. */
  apply(signal: AbortSignal): Promise<string>;
}

export interface Observation {
  /** Stable: the same thing has the same id each time. */
  readonly id: string;
  readonly status: FindingStatus;
  readonly message: string;
  readonly hint: string | null;
  readonly fixes?: readonly Fix[];
}

/** One thing to look at. */
export interface HealthCheck {
  readonly id: string;
  /** How old its result may become, ms. */
  readonly everyMs: number;
  /** Events after which it is made again soon. */
  readonly after?: readonly AppEvent['type'][];
  /** False: there is nothing to look at, and nothing is said. Always when left out. */
  applies?(): boolean;
  /** A check that throws is a finding of its own. */
  check(signal: AbortSignal): Promise<readonly Observation[]>;
}

export interface KnownFinding {
  readonly check: string;
  readonly status: FindingStatus;
  readonly message: string;
  readonly at: number;
}

export interface HealthHistory {
  /** How each finding was last, by its id. */
  last(): ReadonlyMap<string, KnownFinding>;
  add(event: {
    readonly findingId: string;
    readonly check: string;
    readonly status: FindingStatus;
    readonly message: string;
    readonly at: number;
  }): void;
  list(page: { readonly limit: number; readonly beforeId: number | null }): readonly HealthEvent[];
}

export interface Clock {
  now(): number;
  /** Rejects with the signal's reason when it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Where warnings begin; read at each look, because the settings change. */
export type Thresholds = () => Settings['health'];

/** Removes what is kept no longer, everywhere or on one host; null when nothing would go. */
export type CleanUpFix = (host: Pick<Host, 'id' | 'name'> | null, signal: AbortSignal) => Promise<Fix | null>;

// ---- what the checks look at -------------------------------------------------------------------

export interface HostsReader {
  list(): readonly Host[];
  reconnect(id: HostId): Promise<Host>;
}

export interface HostLinkReader {
  /** How fast a connected host answers. */
  link(
    id: HostId,
    signal: AbortSignal,
  ): Promise<{
    readonly medianMs: number;
    /** Null for the engine of this machine. */
    readonly sessions: { readonly used: number; readonly most: number } | null;
  }>;
}

/** What the machine of an engine says of itself; null where it cannot be known. */
export interface HostVitals {
  /** Its clock less ours in ms, the way there and back taken into account. */
  readonly clockOffsetMs: number | null;
  readonly disk: { readonly freeBytes: number; readonly totalBytes: number } | null;
  readonly memory: { readonly availableBytes: number; readonly totalBytes: number } | null;
}

export interface VitalsReader {
  read(id: HostId, signal: AbortSignal): Promise<HostVitals>;
}

export interface Leftovers {
  plan(id: HostId, signal: AbortSignal): Promise<PrunePlan>;
  remove(id: HostId, keys: readonly string[], signal: AbortSignal): Promise<PruneResult>;
}

export interface DatabaseKeeper {
  /** Reads and writes once, as work would. Throws what the database says. */
  probe(): void;
  facts(): { readonly sizeBytes: number; readonly walBytes: number; readonly unusedBytes: number };
  /** What SQLite's own check finds wrong; empty: nothing. */
  verify(): readonly string[];
  /** Makes every index anew from its table. */
  reindex(): void;
  /** Brings what is in the write-ahead log into the file. */
  checkpoint(): void;
  /** Gives unused pages back to the disk. */
  compact(): void;
  /** A copy of the file as it is, damage included; resolves with its path. */
  backUp(): Promise<string>;
}

export interface DiskReader {
  /** Bytes free for this user on the disk that holds the data folder. */
  freeBytes(): Promise<number>;
}

export interface MemoryReader {
  /** Of this program. */
  residentBytes(): number;
}

export interface QueueReader {
  /** When the oldest waiting deployment could have begun, ms since the epoch; null when none waits. */
  oldestWaitingSince(): number | null;
  activeCount(): number;
  pausedHosts(): readonly { readonly hostId: HostId; readonly since: number; readonly waiting: number }[];
  resume(hostId: HostId): void;
  wake(): void;
}

export interface KeychainReader {
  /** Throws KEYCHAIN_UNAVAILABLE. */
  probe(): Promise<void>;
}

export interface Application {
  readonly projectId: ProjectId;
  readonly name: string;
  readonly runState: 'running' | 'restarting' | 'stopped' | 'unknown' | 'none';
  /** Why it stopped by itself; null when somebody stopped it. */
  readonly problem: { readonly message: string; readonly hint: string } | null;
}

export interface IngressReader {
  get(id: HostId): Pick<Ingress, 'status' | 'program' | 'error' | 'routes'>;
  /** Resolves with how it is then. */
  install(id: HostId): Promise<Ingress['status']>;
}

export interface DomainState {
  readonly id: DomainId;
  readonly hostName: string;
  /** Why it does not lead here; null where it does, or was never asked. */
  readonly dnsProblem: string | null;
  /** Why it got no certificate. */
  readonly refusal: string | null;
  /** Of a certificate of a public authority, ms since the epoch. */
  readonly expiresAt: number | null;
}

export interface VolumesReader {
  count(): number;
  nearlyFull(): readonly {
    readonly volumeId: VolumeId;
    readonly project: string;
    readonly volume: string;
    readonly level: 'warning' | 'full';
    readonly sizeBytes: number;
    readonly maxSizeBytes: number;
  }[];
  /** Looks at what is in it now. */
  measure(id: VolumeId): Promise<void>;
}

export interface CertificateReader {
  /** Those that want one of a public authority. */
  list(): readonly DomainState[];
  check(id: DomainId): Promise<void>;
}

export interface ApplicationsReader {
  list(): readonly Application[];
  start(id: ProjectId): Promise<void>;
  restart(id: ProjectId): Promise<void>;
}
