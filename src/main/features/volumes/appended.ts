import { isAppError } from '../../../contract/app-error.ts';

const OF_THE_VOLUME: ReadonlySet<string> = new Set(['DISK_FULL', 'FILES_REFUSED', 'VOLUME_MISSING', 'VOLUME_MOVING']);

/** What the volume itself said, where that is what ended the upload; else what broke off the bytes on their way to it. */
export async function appended(appending: Promise<number>, feeding: Promise<unknown>): Promise<number> {
  const [writing, sending] = await Promise.allSettled([appending, feeding]);
  if (writing.status === 'fulfilled' && sending.status === 'fulfilled') {
    return writing.value;
  }
  const said: unknown = writing.status === 'rejected' ? writing.reason : null;
  const broken: unknown = sending.status === 'rejected' ? sending.reason : said;
  throw !isAppError(broken) && isAppError(said) && OF_THE_VOLUME.has(said.code) ? said : broken;
}
