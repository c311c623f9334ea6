// The helpers of one host: a small container for each volume that somebody looks into, started when it is first needed and gone when nobody
// has asked for a while. It is a tool and not a state: one that has vanished is made again.
import { AppError } from '../../../../contract/app-error.ts';
import type { EngineClient } from '../engine-client.ts';
import { problemOf, statusCodeOf } from '../engine-failure.ts';
import { labelFilters } from '../label-filters.ts';
import { removeContainer } from '../removal.ts';
import { HELPER_ROLE, helperBody } from './helper-body.ts';
import { findHelperImage, type HelperImage } from './helper-image.ts';
import { runScript, type ScriptResult, type ScriptRun } from './run-script.ts';
import { PROBE } from './scripts.ts';

export interface HelpersDeps {
  readonly client: EngineClient;
  readonly architecture: string;
  readonly wantedImage: () => string;
  readonly labels: Readonly<Record<string, string>>;
  readonly idleMs?: number;
}

export interface VolumeName {
  readonly name: string;
  /** For messages. */
  readonly displayName: string;
}

/** What is done with a volume's helper; asked again with another when the first has vanished. */
export type HelperWork<T> = (containerId: string) => Promise<T>;

interface Slot {
  opening: Promise<string>;
  users: number;
  timer: NodeJS.Timeout | null;
}

export type Helpers = ReturnType<typeof createHelpers>;

const IDLE_MS = 120_000;
const PROBE_TIMEOUT_MS = 20_000;

export function createHelpers({ client, architecture, wantedImage, labels, idleMs = IDLE_MS }: HelpersDeps) {
  const { docker } = client;
  const slots = new Map<string, Slot>();
  let chosen: { readonly wanted: string; readonly found: Promise<HelperImage> } | null = null;
  let note: string | null = null;
  let isClosed = false;

  /** Asked once for each image that is set. */
  function image(): Promise<HelperImage> {
    const wanted = wantedImage();
    if (chosen?.wanted !== wanted) {
      const found = findHelperImage(
        { client, architecture, labels, wanted: wantedImage, probe },
        AbortSignal.timeout(180_000),
      );
      const choice = { wanted, found };
      chosen = choice;
      found.then(
        (result) => {
          note = result.note;
        },
        () => {
          if (chosen === choice) {
            chosen = null;
          }
        },
      );
    }
    return chosen.found;
  }

  async function probe(reference: string, signal: AbortSignal): Promise<string | null> {
    let id: string | null = null;
    const until = AbortSignal.any([signal, AbortSignal.timeout(PROBE_TIMEOUT_MS)]);
    try {
      id = await create(null, helperBody({ image: reference, volume: null, labels, script: PROBE }));
      const started = id;
      await client.call({ action: 'try the helper image', signal: until }, (abortSignal) =>
        docker.getContainer(started).start({ abortSignal }),
      );
      const { StatusCode } = await client.call(
        { action: 'try the helper image', signal: until, timeoutMs: null },
        (abortSignal) => docker.getContainer(started).wait({ abortSignal }) as Promise<{ StatusCode: number }>,
      );
      return StatusCode === 0 ? null : 'it lacks tools that are needed (find, xargs, stat, awk, …)';
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof AppError && error.code === 'ENGINE_LOST') {
        throw error;
      }
      return 'it has no shell that runs';
    } finally {
      if (id !== null) {
        await removeContainer(client, id).catch(() => undefined);
      }
    }
  }

  function create(name: string | null, body: object): Promise<string> {
    return client.call({ action: 'make a helper for the volume' }, async (abortSignal) => {
      const request = { _query: name === null ? {} : { name }, _body: body, abortSignal };
      return (await docker.createContainer(request)).id;
    });
  }

  async function open({ name, displayName }: VolumeName): Promise<string> {
    // Mounting a volume that is gone would make a new one, empty and without a word.
    await client.call({ action: `look at the volume ${name}` }, async (abortSignal) => {
      try {
        const found = docker.getVolume(name) as { inspect(options: object): Promise<unknown> };
        await found.inspect({ abortSignal });
      } catch (error) {
        throw statusCodeOf(error) === 404
          ? new AppError('VOLUME_MISSING', { volume: displayName, dockerName: name }, { cause: error })
          : error;
      }
    });
    const { reference } = await image();
    const body = helperBody({ image: reference, volume: name, labels: { ...labels, 'minipaas.helper-of': name } });
    const id = await createNamed(helperName(name), body, reference);
    try {
      await client.call({ action: 'start the helper of the volume' }, (abortSignal) =>
        docker.getContainer(id).start({ abortSignal }),
      );
    } catch (error) {
      await removeContainer(client, id).catch(() => undefined);
      throw error;
    }
    return id;
  }

  async function createNamed(name: string, body: object, reference: string): Promise<string> {
    try {
      return await create(name, body);
    } catch (error) {
      const cause = error instanceof AppError ? error.cause : error;
      if (statusCodeOf(cause) === 404 && /image/i.test(problemOf(cause))) {
        chosen = null;
        throw new AppError('HELPER_UNAVAILABLE', { host: client.host, image: reference, problem: problemOf(cause) });
      }
      if (statusCodeOf(cause) !== 409) {
        throw error;
      }
    }
    // Of a run before, or of a start that nobody waited for.
    await removeContainer(client, name);
    return create(name, body);
  }

  function slotOf(volume: VolumeName): Slot {
    const known = slots.get(volume.name);
    if (known !== undefined) {
      return known;
    }
    if (isClosed) {
      throw new AppError('ENGINE_LOST', { host: client.host });
    }
    const slot: Slot = { opening: open(volume), users: 0, timer: null };
    slots.set(volume.name, slot);
    slot.opening.catch(() => forget(volume.name, slot));
    return slot;
  }

  function forget(name: string, slot: Slot): void {
    if (slots.get(name) === slot) {
      slots.delete(name);
    }
    if (slot.timer !== null) {
      clearTimeout(slot.timer);
    }
  }

  async function end(name: string, slot: Slot): Promise<void> {
    forget(name, slot);
    const id = await slot.opening.catch(() => null);
    if (id !== null) {
      await removeContainer(client, id);
    }
  }

  function endWhenIdle(name: string, slot: Slot): void {
    slot.timer = setTimeout(() => void end(name, slot).catch(() => undefined), idleMs);
    slot.timer.unref();
  }

  async function useOnce<T>(volume: VolumeName, work: HelperWork<T>): Promise<T> {
    const slot = slotOf(volume);
    if (slot.timer !== null) {
      clearTimeout(slot.timer);
      slot.timer = null;
    }
    slot.users += 1;
    try {
      return await work(await slot.opening);
    } catch (error) {
      if (isHelperGone(error)) {
        forget(volume.name, slot);
      }
      throw error;
    } finally {
      slot.users -= 1;
      if (slot.users === 0 && slots.get(volume.name) === slot) {
        endWhenIdle(volume.name, slot);
      }
    }
  }

  /** `isRepeatable`: nothing was consumed by a try that found no helper. */
  async function use<T>(volume: VolumeName, work: HelperWork<T>, isRepeatable = true): Promise<T> {
    try {
      return await useOnce(volume, work);
    } catch (error) {
      if (isRepeatable && isHelperGone(error)) {
        return useOnce(volume, work);
      }
      throw error;
    }
  }

  return {
    use,
    /** Keeps the helper until `done` is called: for streams that outlive the call that opened them. */
    async hold(volume: VolumeName): Promise<{ readonly id: string; done(): void }> {
      let finish = (): void => undefined;
      const held = new Promise<void>((resolve) => {
        finish = resolve;
      });
      return new Promise((resolve, reject) => {
        use(volume, async (id) => {
          resolve({ id, done: finish });
          await held;
        }).catch(reject);
      });
    },
    run: (volume: VolumeName, script: ScriptRun): Promise<ScriptResult> =>
      use(volume, (id) => runScript(client, id, script), script.input === undefined || Buffer.isBuffer(script.input)),
    note: (): string | null => note,
    /** Throws HELPER_UNAVAILABLE. */
    image: async (): Promise<string> => (await image()).reference,
    async endOf(name: string): Promise<void> {
      const slot = slots.get(name);
      if (slot !== undefined) {
        await end(name, slot);
      }
    },
    /** Those that a run before has left. */
    async removeLeft(): Promise<void> {
      const filters = labelFilters({ ...labels, ...HELPER_ROLE });
      const found = await client.call({ action: 'list containers' }, (abortSignal) =>
        docker.listContainers({ all: true, filters, abortSignal }),
      );
      const ours = await Promise.all([...slots.values()].map((slot) => slot.opening.catch(() => null)));
      for (const { Id } of found.filter((container) => !ours.includes(container.Id))) {
        await removeContainer(client, Id);
      }
    },
    async close(): Promise<void> {
      isClosed = true;
      await Promise.allSettled([...slots].map(([name, slot]) => end(name, slot)));
    },
  };
}

function helperName(volume: string): string {
  return `minipaas-helper-${volume}`.slice(0, 200);
}

/** Somebody removed or stopped it. */
function isHelperGone(error: unknown): boolean {
  const cause = error instanceof AppError ? error.cause : error;
  const status = statusCodeOf(cause);
  return (
    (status === 404 && /no such container/i.test(problemOf(cause))) ||
    (status === 409 && /is not running|is paused|marked for removal/i.test(problemOf(cause)))
  );
}
