// Which program's image can be had on a host: the wanted one if at all, else the other.
import { AppError, isAppError } from '../../../contract/app-error.ts';
import type { IngressProgram } from '../../../contract/ingress.ts';
import type { IngressDefaults, IngressEngine } from './ports.ts';

export interface ObtainedProgram {
  readonly program: IngressProgram;
  readonly image: string;
  readonly note: string | null;
}

/** A registry that does not answer must not keep what is here from being used. */
const UPGRADE_TIMEOUT_MS = 120_000;

/**
 * `isUpgrade`: the registry is asked for a newer one although the host has one. Throws INGRESS_IMAGE_UNAVAILABLE with the reason of the
 * wanted one, or what else the engine says.
 */
export async function obtainImage(
  engine: Pick<IngressEngine, 'hasImage' | 'pullImage'>,
  wanted: readonly IngressProgram[],
  images: IngressDefaults['images'],
  signal: AbortSignal,
  isUpgrade = false,
): Promise<ObtainedProgram> {
  const problems: string[] = [];
  const found = (program: IngressProgram): ObtainedProgram => {
    const image = images[program];
    const [first] = wanted;
    const note =
      first === undefined || first === program
        ? null
        : `${images[first]} could not be had (${problems[0] ?? 'it is not on the host'}), so ${image} is used instead.`;
    return { program, image, note };
  };
  const [first] = wanted;
  if (first !== undefined && (await engine.hasImage(images[first]))) {
    if (isUpgrade) {
      // Where none is had, the one that is here is as good as before.
      await engine
        .pullImage(images[first], AbortSignal.any([signal, AbortSignal.timeout(UPGRADE_TIMEOUT_MS)]))
        .catch(() => signal.throwIfAborted());
    }
    return found(first);
  }
  for (const program of wanted) {
    if (program !== first && (await engine.hasImage(images[program]))) {
      return found(program);
    }
    const problem = await pull(engine, images[program], signal);
    if (problem === null) {
      return found(program);
    }
    problems.push(problem);
  }
  throw new AppError('INGRESS_IMAGE_UNAVAILABLE', {
    images: wanted.map((program) => images[program]),
    problem: problems[0] ?? 'none is named',
  });
}

/** Null when it is there. */
async function pull(
  engine: Pick<IngressEngine, 'pullImage'>,
  image: string,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    await engine.pullImage(image, signal);
    return null;
  } catch (error) {
    signal.throwIfAborted();
    if (isAppError(error) && (error.code === 'BASE_IMAGE_UNAVAILABLE' || error.code === 'REGISTRY_UNREACHABLE')) {
      return error.message;
    }
    throw error;
  }
}
