// Newline-separated JSON, as the engine streams it, with the reader setting the pace.
import type { Readable } from 'node:stream';
import { EngineSilence } from './engine-failure.ts';

const NEWLINE = 0x0a;

/** The lines that each piece of the stream completes, never an empty batch. Linear however long a line is. */
export async function* lineBatches(stream: Readable): AsyncGenerator<readonly string[]> {
  let begun: Buffer[] = [];
  for await (const piece of stream) {
    const bytes = piece as Buffer;
    const lines: string[] = [];
    let from = 0;
    for (let newline = bytes.indexOf(NEWLINE); newline !== -1; newline = bytes.indexOf(NEWLINE, from)) {
      const rest = bytes.subarray(from, newline);
      const line = (begun.length === 0 ? rest : Buffer.concat([...begun, rest])).toString('utf8').trim();
      begun = [];
      from = newline + 1;
      if (line !== '') {
        lines.push(line);
      }
    }
    if (from < bytes.length) {
      begun.push(bytes.subarray(from));
    }
    if (lines.length > 0) {
      yield lines;
    }
  }
  const last = Buffer.concat(begun).toString('utf8').trim();
  if (last !== '') {
    yield [last];
  }
}

/** Like `lineBatches`, parsed. An answer that is cut off or no JSON is an engine that stopped answering. */
export async function* jsonBatches(stream: Readable): AsyncGenerator<readonly unknown[]> {
  for await (const lines of lineBatches(stream)) {
    yield lines.map(parseLine);
  }
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new EngineSilence('the answer broke off', { cause: error });
  }
}
