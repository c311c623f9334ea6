import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { readTar } from './read-tar.ts';
import { decodeHeader, encodeHeader, type TarEntry } from './tar-header.ts';
import { type TarInput, writeTar } from './write-tar.ts';

const folder = mkdtempSync(join(tmpdir(), 'minipaas-tar-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string | Buffer, content: Buffer, change: Partial<TarEntry> = {}): TarInput => ({
  entry: {
    name: Buffer.from(name as string),
    kind: 'file',
    sizeBytes: content.length,
    mode: 0o640,
    uid: 1000,
    gid: 100,
    modifiedAt: 1_700_000_000_000,
    target: null,
    ...change,
  },
  content,
});

async function roundTrip(inputs: readonly TarInput[]) {
  const found: { entry: TarEntry; content: Buffer }[] = [];
  for await (const { entry, content } of readTar(writeTar(inputs))) {
    const pieces: Buffer[] = [];
    for await (const piece of content) pieces.push(Buffer.from(piece));
    found.push({ entry, content: Buffer.concat(pieces) });
  }
  return found;
}

describe('a tar', () => {
  it('gives back names of any bytes and any length, owners, modes and content', async () => {
    const names = [
      'a',
      'x'.repeat(100),
      `${'d'.repeat(80)}/${'f'.repeat(90)}`,
      'x'.repeat(255),
      `${'ab/'.repeat(300)}end`,
    ].map((name) => Buffer.from(name));
    names.push(Buffer.from([0x61, 0xff, 0x0a, 0x80]), Buffer.concat([Buffer.alloc(200, 0xfe), Buffer.from('\n=')]));
    const inputs = names.map((name, index) => file('', randomBytes(index * 700), { name }));
    const found = await roundTrip(inputs);
    expect(found.map(({ entry }) => entry.name.toString('hex'))).toEqual(names.map((name) => name.toString('hex')));
    expect(found.map(({ entry: { mode, uid, gid, modifiedAt } }) => ({ mode, uid, gid, modifiedAt }))).toEqual(
      inputs.map(() => ({ mode: 0o640, uid: 1000, gid: 100, modifiedAt: 1_700_000_000_000 })),
    );
    expect(found.map(({ content }) => content.toString('hex'))).toEqual(
      inputs.map(({ content }) => (content as Buffer).toString('hex')),
    );
  });

  it('carries links with long targets, large owners and files beyond 8 GiB', () => {
    const entry: TarEntry = { ...file('big', Buffer.alloc(0)).entry, sizeBytes: 20 * 1024 ** 3, uid: 5_000_000 };
    const encoded = encodeHeader(entry);
    expect(encoded.length).toBe(3 * 512);
    expect(encoded.toString('latin1')).toContain(' size=21474836480\n');
    expect(encoded.toString('latin1')).toContain(' uid=5000000\n');
  });

  it('is read by the tar of the system, and reads what that writes', async () => {
    const long = `${'deep/'.repeat(40)}file`;
    const path = join(folder, 'ours.tar');
    const target = Buffer.from('t'.repeat(150));
    const link: TarInput = { entry: { ...file('link', Buffer.alloc(0)).entry, kind: 'link', target }, content: null };
    writeFileSync(
      path,
      await buffer(writeTar([file(long, Buffer.from('hello')), file('grün', Buffer.from('x')), link])),
    );
    const listing = execFileSync('tar', ['-tvf', path], {
      encoding: 'utf8',
      env: { LC_ALL: 'C.UTF-8', PATH: process.env['PATH'] },
    });
    expect(listing).toContain(long);
    expect(listing).toContain('grün');
    expect(listing).toContain(`link -> ${'t'.repeat(150)}`);
    expect(execFileSync('tar', ['-xOf', path, long], { encoding: 'utf8' })).toBe('hello');

    writeFileSync(join(folder, 'n'.repeat(200)), 'long name');
    for (const format of ['gnu', 'pax', 'ustar', 'v7']) {
      const theirs = join(folder, `theirs-${format}.tar`);
      const name = format === 'v7' || format === 'ustar' ? 'ours.tar' : 'n'.repeat(200);
      execFileSync('tar', ['-C', folder, `--format=${format}`, '-cf', theirs, name]);
      const names: string[] = [];
      for await (const { entry } of readTar(Readable.from([readFileSync(theirs)]))) names.push(entry.name.toString());
      expect(names).toEqual([name]);
    }
  });

  it('that is none, is damaged or ends too early is refused', async () => {
    const read = async (bytes: Buffer): Promise<void> => {
      for await (const { content } of readTar(Readable.from([bytes]))) for await (const _ of content);
    };
    await expect(read(Buffer.alloc(2048, 7))).rejects.toThrow('it is no tar, or damaged');
    const whole = await buffer(writeTar([file('a', randomBytes(5000))]));
    await expect(read(whole.subarray(0, 3000))).rejects.toThrow('ends too early');
    expect(() => decodeHeader(Buffer.alloc(512))).not.toThrow();
  });

  it('whose content is not as long as it was to be is not made', async () => {
    await expect(buffer(writeTar([file('a', Buffer.from('abc'), { sizeBytes: 2 })]))).rejects.toThrow('longer');
    await expect(buffer(writeTar([file('a', Buffer.from('abc'), { sizeBytes: 4 })]))).rejects.toThrow('shorter');
  });

  it('is as readable when it comes byte by byte', async () => {
    const whole = await buffer(writeTar([file('a', Buffer.from('first')), file('b', Buffer.from('second'))]));
    async function* bytes() {
      for (const byte of whole) yield Buffer.of(byte);
    }
    const texts: string[] = [];
    for await (const { content } of readTar(bytes())) {
      let text = '';
      for await (const piece of content) text += piece.toString();
      texts.push(text);
    }
    expect(texts).toEqual(['first', 'second']);
  });
});
