// Removes what is kept no longer: shown first, then done to exactly what was shown.
import { toErrorBody } from '../../../contract/app-error.ts';
import type { Caller } from '../../../contract/caller.ts';
import type { CleanupItem, CleanupResult } from '../../../contract/cleanup.ts';
import type { CleanupClock, CleanupPart, Removable } from './ports.ts';

export interface CleanupDeps {
  /** Read at each use: hosts come and go. */
  readonly parts: () => readonly CleanupPart[];
  readonly clock: CleanupClock;
  readonly report: (outcome: CleanupResult | { readonly error: unknown }) => void;
}

/** Hosts are connected by then, and the start is over. */
const FIRST_AFTER_MS = 300_000;
const DAY_MS = 86_400_000;

interface Listed {
  readonly items: readonly Removable[];
  readonly unlisted: CleanupResult['kept'];
}

export function createCleanup({ parts, clock, report }: CleanupDeps) {
  async function list(signal: AbortSignal): Promise<Listed> {
    const items: Removable[] = [];
    const unlisted: CleanupResult['kept'] = [];
    for (const part of parts()) {
      try {
        items.push(...(await part.list(signal)));
      } catch (error) {
        signal.throwIfAborted();
        // A host that is away keeps what it has until it is back; the others are cleaned all the same.
        unlisted.push({ name: part.name, reason: toErrorBody(error).message });
      }
    }
    return { items, unlisted };
  }

  async function apply({ items, unlisted }: Listed, signal: AbortSignal): Promise<CleanupResult> {
    const gone: CleanupItem[] = [];
    const kept = [...unlisted];
    for (const item of items) {
      signal.throwIfAborted();
      const reason = await item.remove(signal).catch((error: unknown) => {
        signal.throwIfAborted();
        return toErrorBody(error).message;
      });
      if (reason === null) {
        gone.push(item);
      } else {
        kept.push({ name: item.name, reason });
      }
    }
    return resultOf(false, gone, kept);
  }

  async function run(
    { dryRun, keys }: { readonly dryRun: boolean; readonly keys?: readonly string[] | undefined },
    { signal }: Pick<Caller, 'signal'>,
  ): Promise<CleanupResult> {
    const listed = await list(signal);
    const wanted = keys === undefined ? null : new Set(keys);
    const items = listed.items.filter(({ key }) => wanted === null || wanted.has(key));
    return dryRun ? resultOf(true, items, listed.unlisted) : apply({ ...listed, items }, signal);
  }

  return {
    run,
    /** Once a day, until the returned function is called. */
    start(): () => Promise<void> {
      const stopping = new AbortController();
      const { signal } = stopping;
      const running = (async () => {
        for (let pause = FIRST_AFTER_MS; ; pause = DAY_MS) {
          await clock.sleep(pause, signal);
          try {
            report(await run({ dryRun: false }, { signal }));
          } catch (error) {
            signal.throwIfAborted();
            report({ error });
          }
        }
        // Ends with the stop, which is no error.
      })().catch(() => undefined);
      return async () => {
        stopping.abort();
        await running;
      };
    },
  };
}

function resultOf(dryRun: boolean, items: readonly CleanupItem[], kept: CleanupResult['kept']): CleanupResult {
  return {
    dryRun,
    items: items.map(({ key, kind, name, host, reason, sizeBytes }) => ({ key, kind, name, host, reason, sizeBytes })),
    sizeBytes: items.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0),
    kept,
  };
}
