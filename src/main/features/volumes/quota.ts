// Whether there is room for what is to be written: what is there, what others are writing, and what comes.
import { Transform } from 'node:stream';
import { AppError } from '../../../contract/app-error.ts';
import type { VolumeId } from '../../../contract/ids.ts';
import type { VolumeAccess } from './access.ts';
import type { Measuring } from './measuring.ts';

/** Bytes that somebody is about to write. */
export interface Reservation {
  /** Goes up as more turns out to come. Throws QUOTA_EXCEEDED. */
  grow(bytes: number): void;
  release(): void;
}

export interface Quotas {
  /**
   * Throws QUOTA_EXCEEDED when so many bytes more do not fit; `freed` are those that will be gone when they are there. A measurement of a
   * moment ago will do: what is reserved is known exactly.
   */
  reserve(id: VolumeId, bytes: number, options?: { readonly freed?: number }): Promise<Reservation>;
}

const MAX_AGE_MS = 20_000;

export function createQuotas(access: VolumeAccess, measuring: Pick<Measuring, 'measure' | 'forget'>): Quotas {
  const reserved = new Map<VolumeId, number>();

  return {
    async reserve(id, bytes, { freed = 0 } = {}) {
      const { sizeBytes } = await measuring.measure(id, MAX_AGE_MS);
      const { maxSizeBytes, name } = access.row(id);
      let held = 0;
      const grow = (more: number): void => {
        const others = reserved.get(id) ?? 0;
        const needed = sizeBytes - freed + others + more;
        if (needed > maxSizeBytes) {
          throw new AppError('QUOTA_EXCEEDED', { volume: name, limitBytes: maxSizeBytes, neededBytes: needed });
        }
        reserved.set(id, others + more);
        held += more;
      };
      grow(bytes);
      let isReleased = false;
      return {
        grow,
        release() {
          if (!isReleased) {
            isReleased = true;
            reserved.set(id, (reserved.get(id) ?? 0) - held);
            measuring.forget(id);
          }
        },
      };
    },
  };
}

/** For bytes whose number nobody has said: ends with QUOTA_EXCEEDED at the first that does not fit. */
export function countedBy(reservation: Reservation): Transform {
  return new Transform({
    transform(piece: Buffer, _encoding, done) {
      try {
        reservation.grow(piece.length);
        done(null, piece);
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    },
  });
}
