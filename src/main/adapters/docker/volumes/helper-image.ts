// The image that a host's files are looked at with: the one that is set; where it cannot be had one made of this machine's busybox; else
// any image of the host whose shell and tools suffice.
import { AppError } from '../../../../contract/app-error.ts';
import { makeBaseImageFromMachine } from '../base-images.ts';
import type { EngineClient } from '../engine-client.ts';
import { referencePath } from '../image-reference.ts';
import { importImage } from '../image-import.ts';
import { asRecord, asText } from '../json.ts';
import { pullImage } from '../pull.ts';
import { statusCodeOf } from '../engine-failure.ts';

export interface HelperImageDeps {
  readonly client: EngineClient;
  /** As the engine names it: `x86_64`, `aarch64`. */
  readonly architecture: string;
  /** The image that is set. */
  readonly wanted: () => string;
  /** On what is made here. */
  readonly labels: Readonly<Record<string, string>>;
  /** Whether a helper of this image can do its work; the reason when it cannot. */
  readonly probe: (image: string, signal: AbortSignal) => Promise<string | null>;
}

export interface HelperImage {
  readonly reference: string;
  /** What is to be said about it; null for the one that is set. */
  readonly note: string | null;
}

const MADE = 'minipaas/helper:1';
const PULL_TIMEOUT_MS = 60_000;
/** Looking for a shell in every image of a host takes a start of a container each. */
const MAX_TRIED = 8;

const architectures: Readonly<Record<string, readonly string[]>> = {
  x64: ['x86_64', 'amd64'],
  arm64: ['aarch64', 'arm64'],
};

/** Throws HELPER_UNAVAILABLE. */
export async function findHelperImage(deps: HelperImageDeps, signal: AbortSignal): Promise<HelperImage> {
  const wanted = deps.wanted();
  const problem = await problemOf(deps, wanted, signal);
  if (problem === null) {
    return { reference: wanted, note: null };
  }
  const stand = (await made(deps, signal)) ?? (await anyOf(deps, wanted, signal));
  if (stand === null) {
    throw new AppError('HELPER_UNAVAILABLE', { host: deps.client.host, image: wanted, problem });
  }
  return {
    reference: stand.reference,
    note: `${wanted} cannot be used (${problem}): files are reached with ${stand.what}.`,
  };
}

/** Null: it is there, pulled if need be, and does. */
async function problemOf(deps: HelperImageDeps, wanted: string, signal: AbortSignal): Promise<string | null> {
  if (!(await isThere(deps.client, wanted, signal))) {
    try {
      await pullImage(deps.client, wanted, {
        signal: AbortSignal.any([signal, AbortSignal.timeout(PULL_TIMEOUT_MS)]),
        onProgress: () => undefined,
      });
    } catch (error) {
      signal.throwIfAborted();
      return error instanceof AppError && error.code !== 'ENGINE_LOST'
        ? error.message
        : `it could not be pulled within ${PULL_TIMEOUT_MS / 1000} s`;
    }
  }
  return deps.probe(wanted, signal);
}

interface StandIn {
  readonly reference: string;
  readonly what: string;
}

async function made(
  { client, architecture, labels, probe }: HelperImageDeps,
  signal: AbortSignal,
): Promise<StandIn | null> {
  const what = 'an image made of busybox of the machine that miniPaaS runs on';
  const isSame = (architectures[process.arch] ?? []).includes(architecture);
  if (!(await isThere(client, MADE, signal))) {
    if (!isSame) {
      return null;
    }
    try {
      await makeBaseImageFromMachine(
        { importImage: (request) => importImage(client, request) },
        { name: MADE, kind: 'busybox', labels, signal, onLine: () => undefined },
      );
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof AppError && error.code === 'BASE_IMAGE_UNAVAILABLE') {
        return null;
      }
      throw error;
    }
  }
  return (await probe(MADE, signal)) === null ? { reference: MADE, what } : null;
}

async function anyOf({ client, probe }: HelperImageDeps, wanted: string, signal: AbortSignal): Promise<StandIn | null> {
  const images = await client.call({ action: 'list images', signal }, (abortSignal) =>
    client.docker.listImages({ abortSignal }),
  );
  // The smallest first: those with a shell and little else.
  const references = images
    .toSorted((a, b) => a.Size - b.Size)
    .flatMap(({ RepoTags }) => (RepoTags ?? []).slice(0, 1))
    .filter((tag) => tag !== wanted && tag !== '<none>:<none>');
  for (const reference of references.slice(0, MAX_TRIED)) {
    if ((await probe(reference, signal)) === null) {
      return { reference, what: `the image ${reference}, which was there and has a shell` };
    }
  }
  return null;
}

async function isThere(client: EngineClient, reference: string, signal: AbortSignal): Promise<boolean> {
  return client.call({ action: `look at the image ${reference}`, signal }, async () => {
    try {
      return asText(asRecord(await client.docker.getImage(referencePath(reference)).inspect())?.['Id']) !== undefined;
    } catch (error) {
      if (statusCodeOf(error) === 404) {
        return false;
      }
      throw error;
    }
  });
}
