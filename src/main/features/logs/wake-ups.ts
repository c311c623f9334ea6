/** Lets readers of one log wait for its next line. */
export interface WakeUps {
  /** To be made before looking for lines, so that none can come between the look and the wait, and left afterwards. */
  join(key: string): Waiting;
  wake(key: string): void;
}

export interface Waiting {
  readonly woken: Promise<void>;
  leave(): void;
}

interface Room {
  readonly door: PromiseWithResolvers<void>;
  readers: number;
}

export function createWakeUps(): WakeUps {
  const rooms = new Map<string, Room>();
  return {
    join(key) {
      const room = rooms.get(key) ?? { door: Promise.withResolvers<void>(), readers: 0 };
      rooms.set(key, room);
      room.readers += 1;
      return {
        woken: room.door.promise,
        leave() {
          room.readers -= 1;
          if (room.readers === 0 && rooms.get(key) === room) {
            rooms.delete(key);
          }
        },
      };
    },
    wake(key) {
      rooms.get(key)?.door.resolve();
      rooms.delete(key);
    },
  };
}
