// What the health feature needs from outside.
import type { Finding } from '../../../contract/health.ts';
import type { Host } from '../../../contract/hosts.ts';

/** One check: what it is called, how to find out. Never throws; a check that cannot be made is a finding. */
export interface HealthCheck {
  readonly id: string;
  check(): Promise<readonly Finding[]>;
}

export interface HostsReader {
  list(): readonly Host[];
}

export interface DatabaseReader {
  /** Reads and writes once, as work would. Throws what the database says. */
  probe(): void;
}

export interface DiskReader {
  /** Bytes free for this user on the disk that holds the data folder. */
  freeBytes(): Promise<number>;
}

export interface QueueReader {
  /** When the oldest waiting deployment was queued, ms since the epoch; null when none waits. */
  oldestWaitingSince(): number | null;
  activeCount(): number;
}

export interface KeychainReader {
  /** Throws KEYCHAIN_UNAVAILABLE. */
  probe(): Promise<void>;
}
