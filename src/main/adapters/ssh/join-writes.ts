// ssh2 writes a packet in three pieces: its length, what it carries, its authentication tag. Without Nagle's algorithm each of them is a
// segment of its own, for which the other side wakes up; with it each call waits for an acknowledgement. So the pieces of all packets of
// one moment are written at once: a small call takes a third of the time.
import type { Duplex } from 'node:stream';

type Callback = (error?: Error | null) => void;

export function joinWrites(socket: Duplex): void {
  const write = socket.write.bind(socket);
  let isJoining = false;
  socket.write = (data: unknown, encoding?: BufferEncoding | Callback, callback?: Callback): boolean => {
    if (!isJoining) {
      isJoining = true;
      socket.cork();
      process.nextTick(() => {
        isJoining = false;
        socket.uncork();
      });
    }
    return typeof encoding === 'string' ? write(data, encoding, callback) : write(data, encoding ?? callback);
  };
}
