// The engine's multiplexed streams: an 8-byte header (stream, 0, 0, 0, length), then that many bytes, again and again.
// Linear, and keeps nothing but a header that is cut in two: whoever reads decides how fast.

const HEADER_BYTES = 8;
const STDERR = 2;

export interface FrameDecoder {
  push(piece: Buffer): void;
  /** False when the stream broke off inside a frame. */
  isComplete(): boolean;
}

/** Bytes of one frame, which may come in several parts: `bytes` from `start` to `end`. */
export type OnFramePart = (
  stream: 'stdout' | 'stderr',
  bytes: Buffer,
  start: number,
  end: number,
  isFirst: boolean,
  isLast: boolean,
) => void;

export function createFrameDecoder(onPart: OnFramePart): FrameDecoder {
  const header = Buffer.alloc(HEADER_BYTES);
  let headerFilled = 0;
  /** Bytes of the frame that are still to come. */
  let left = 0;
  let isFirst = false;
  let stream: 'stdout' | 'stderr' = 'stdout';

  return {
    push(piece) {
      let at = 0;
      while (at < piece.length) {
        if (left === 0 && headerFilled === 0 && piece.length - at >= HEADER_BYTES) {
          stream = piece[at] === STDERR ? 'stderr' : 'stdout';
          left = piece.readUInt32BE(at + 4);
          isFirst = true;
          at += HEADER_BYTES;
        } else if (left === 0) {
          const take = Math.min(HEADER_BYTES - headerFilled, piece.length - at);
          piece.copy(header, headerFilled, at, at + take);
          headerFilled += take;
          at += take;
          if (headerFilled < HEADER_BYTES) {
            return;
          }
          headerFilled = 0;
          stream = header[0] === STDERR ? 'stderr' : 'stdout';
          left = header.readUInt32BE(4);
          isFirst = true;
        } else {
          const end = Math.min(at + left, piece.length);
          left -= end - at;
          onPart(stream, piece, at, end, isFirst, left === 0);
          isFirst = false;
          at = end;
        }
      }
    },
    isComplete: () => left === 0 && headerFilled === 0,
  };
}
