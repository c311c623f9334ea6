import { Transform } from 'node:stream';

/** Passes bytes on and tells how many have gone, from `before` on. A stream that is piped here and breaks takes this one along. */
export function counted(before: number, onProgress: (bytes: number) => void): Transform {
  let gone = before;
  const passing = new Transform({
    highWaterMark: 1_048_576,
    transform(piece: Buffer, _encoding, done) {
      gone += piece.length;
      onProgress(gone);
      done(null, piece);
    },
  });
  passing.on('pipe', (source: NodeJS.ReadableStream & { destroy?: () => void }) => {
    source.on('error', (error) => passing.destroy(error));
    passing.once('close', () => source.destroy?.());
  });
  return passing;
}
