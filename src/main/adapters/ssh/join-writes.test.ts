import { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { joinWrites } from './join-writes.ts';

function recorder() {
  const written: string[] = [];
  const socket = new Duplex({
    read: () => undefined,
    write(data: Buffer, _encoding, callback) {
      written.push(data.toString());
      callback();
    },
    writev(pieces, callback) {
      written.push(pieces.map(({ chunk }) => (chunk as Buffer).toString()).join(''));
      callback();
    },
  });
  return { socket, written };
}

const nextTick = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

describe('what is written in one moment', () => {
  it('leaves at once, in its order, and then the next', async () => {
    const { socket, written } = recorder();
    joinWrites(socket);
    socket.write('len');
    socket.write('payload');
    socket.write('tag');
    expect(written).toEqual([]);
    await nextTick();
    expect(written).toEqual(['lenpayloadtag']);
    socket.write('next');
    await nextTick();
    expect(written).toEqual(['lenpayloadtag', 'next']);
  });

  it('leaves before the end', async () => {
    const { socket, written } = recorder();
    joinWrites(socket);
    socket.write('last ');
    socket.write('words');
    socket.end();
    await nextTick();
    expect(written).toEqual(['last words']);
    expect(socket.writableFinished).toBe(true);
  });

  it('tells its writer when it is too much', () => {
    const { socket } = recorder();
    joinWrites(socket);
    expect(socket.write(Buffer.alloc(socket.writableHighWaterMark + 1))).toBe(false);
  });
});
