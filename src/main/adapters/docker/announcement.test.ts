import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readAnnouncement } from './announcement.ts';

const signal = new AbortController().signal;

describe('an announcement', () => {
  it('is the first line, and what follows stays in the stream', async () => {
    const stream = new PassThrough();
    const announced = readAnnouncement(stream, 'mark ', signal);
    for (const piece of ['ma', 'rk 17 ', 'bash\r', '\n$ ', 'ls']) stream.write(piece);
    expect(await announced).toEqual({ line: '17 bash' });
    stream.end();
    expect(Buffer.concat((await stream.toArray()) as Buffer[]).toString()).toBe('$ ls');
  });

  it.each([
    ['another line', 'no such program\n'],
    ['no line at all', 'no such program'],
    ['nothing', ''],
  ])('is missing: %s', async (_what, text) => {
    const stream = new PassThrough();
    const announced = readAnnouncement(stream, 'mark ', signal);
    stream.end(text);
    expect(await announced).toEqual({ line: null, text: text.trim() });
  });

  it('is given up where too much comes without a line', async () => {
    const stream = new PassThrough();
    const announced = readAnnouncement(stream, 'mark ', signal);
    stream.write('x'.repeat(9_000));
    expect(await announced).toMatchObject({ line: null });
  });

  it('fails with its stream, and with its signal', async () => {
    const broken = new PassThrough();
    const announced = readAnnouncement(broken, 'mark ', signal);
    broken.destroy(new Error('cut'));
    await expect(announced).rejects.toThrow('cut');
    const stop = new AbortController();
    const left = readAnnouncement(new PassThrough(), 'mark ', stop.signal);
    stop.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    await expect(readAnnouncement(new PassThrough(), 'mark ', stop.signal)).rejects.toThrow('gone');
  });
});
