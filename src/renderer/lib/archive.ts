// A .tar.gz of texts, written in the page: the desktop may have no open port that one could be downloaded from.

export interface ArchivedText {
  /** ASCII, at most 100 characters with the folder. */
  readonly name: string;
  readonly content: string;
}

const BLOCK = 512;

/** `folder`: what it unpacks to. `modifiedAt`: ms since the epoch. */
export async function archiveOf(folder: string, files: readonly ArchivedText[], modifiedAt: number): Promise<Blob> {
  const parts = files.flatMap(({ name, content }) => {
    const bytes = new TextEncoder().encode(content);
    const padding = new Uint8Array((BLOCK - (bytes.length % BLOCK)) % BLOCK);
    return [header(`${folder}/${name}`, bytes.length, Math.floor(modifiedAt / 1000)), bytes, padding];
  });
  const tar = new Blob([...parts, new Uint8Array(2 * BLOCK)]);
  const stream = tar.stream().pipeThrough(new CompressionStream('gzip'));
  return new Blob([await new Response(stream).arrayBuffer()], { type: 'application/gzip' });
}

/** POSIX ustar: numbers are octal texts that end with NUL. */
function header(name: string, size: number, seconds: number): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(BLOCK);
  const write = (text: string, at: number) => block.set(new TextEncoder().encode(text), at);
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, '0');
  write(name, 0);
  write(octal(0o600, 7), 100);
  write(octal(0, 7), 108);
  write(octal(0, 7), 116);
  write(octal(size, 11), 124);
  write(octal(seconds, 11), 136);
  // While it is summed up, the field of the sum is blanks.
  write(' '.repeat(8), 148);
  write('0', 156);
  write('ustar\u000000', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  write(`${octal(sum, 6)}\u0000 `, 148);
  return block;
}
