// What the machine of an engine says of itself: its clock, its memory, and the disk that the engine keeps everything on.
import { statfs } from 'node:fs/promises';
import { freemem, totalmem } from 'node:os';
import type { HostVitals } from '../../features/health/ports.ts';
import type { EngineClient } from './engine-client.ts';
import { execInContainer } from './exec.ts';
import { asNumber, asRecord, asText } from './json.ts';
import { labelFilters } from './label-filters.ts';
import { parseDiskFree, parseMemoryInfo } from './vitals-text.ts';

export interface Vitals {
  /** `own`: a container with these labels may be asked what no engine says. */
  vitals(own: Readonly<Record<string, string>>, signal: AbortSignal): Promise<HostVitals>;
}

/** Engine and system count the same memory, less what one of them leaves out. */
const SAME_SHARE = 0.02;

interface VitalsDeps {
  readonly client: EngineClient;
  /** Its files can be seen from here. */
  readonly isThisMachine: boolean;
}

export function createVitals({ client, isThisMachine }: VitalsDeps): Vitals {
  const { docker } = client;

  /** A container sees the memory of its machine, and at its root the disk of the images. */
  async function askContainer(
    own: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<Pick<HostVitals, 'disk' | 'memory'>> {
    const running = await client.call({ action: 'list containers', signal }, (abortSignal) =>
      docker.listContainers({ filters: labelFilters(own), abortSignal }),
    );
    const id = running.find(({ State }) => State === 'running')?.Id;
    return id === undefined
      ? { disk: null, memory: null }
      : {
          disk: parseDiskFree(await output(id, ['df', '-Pk', '/'])),
          memory: parseMemoryInfo(await output(id, ['cat', '/proc/meminfo'])),
        };
  }

  /** Empty where the image has no such command. */
  async function output(id: string, command: readonly string[]): Promise<string> {
    try {
      const { exitCode, stdout } = await execInContainer(client, id, command);
      return exitCode === 0 ? stdout : '';
    } catch {
      // An image of a single program has no df: then this is not known, which is no fault.
      return '';
    }
  }

  return {
    async vitals(own, signal) {
      const asked = Date.now();
      const info = asRecord(await client.call({ action: 'describe itself', signal }, () => docker.info()));
      const answered = Date.now();
      const theirs = Date.parse(asText(info?.['SystemTime']) ?? '');
      const folder = asText(info?.['DockerRootDir']);
      const here = isThisMachine && folder != null ? await diskAt(folder) : null;
      const memory = isThisMachine ? ourMemory(asNumber(info?.['MemTotal'])) : null;
      const inside = here === null || memory === null ? await askContainer(own, signal) : null;
      return {
        // The engine says its time last of all that it gathers: it is nearer to the answer than to the question.
        clockOffsetMs: Number.isNaN(theirs) ? null : nearest(theirs, asked, answered),
        disk: here ?? inside?.disk ?? null,
        memory: memory ?? inside?.memory ?? null,
      };
    },
  };
}

/** A time between question and answer agrees with ours; beyond them, the distance is what is wrong at least. */
function nearest(theirs: number, asked: number, answered: number): number {
  if (theirs >= asked && theirs <= answered) {
    return 0;
  }
  return theirs < asked ? theirs - asked : theirs - answered;
}

/** Null where the engine has another memory than this machine: Docker Desktop's is in a machine of its own. */
function ourMemory(engineBytes: number | undefined): HostVitals['memory'] {
  // Of the machine: what a limit of this process leaves to it says nothing about applications.
  const ours = { availableBytes: freemem(), totalBytes: totalmem() };
  return engineBytes === undefined || Math.abs(engineBytes - ours.totalBytes) < ours.totalBytes * SAME_SHARE
    ? ours
    : null;
}

async function diskAt(folder: string): Promise<HostVitals['disk']> {
  try {
    const { bavail, blocks, bsize } = await statfs(folder);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  } catch {
    // Docker Desktop's folder is in a machine of its own, and others' may not be entered.
    return null;
  }
}
