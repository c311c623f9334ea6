// How many sessions one SSH connection may have at a time: sshd allows ten unless told otherwise, and refuses those beyond.
import type { ClientChannel } from 'ssh2';

export const MAX_SESSIONS = 8;

export interface SessionGate {
  /** Waits for a free place; it is free again when the channel closes. */
  run(open: () => Promise<ClientChannel>): Promise<ClientChannel>;
  /** Somebody waits: an idle session had better be closed. */
  isFull(): boolean;
  /** Open at this moment, of as many as may be. */
  use(): { readonly open: number; readonly limit: number };
}

/** What is known of a server: each of its connections may have as many. */
export interface SessionLimit {
  value: number;
}

/** A refusal while others are open teaches the server's own limit. */
export function createSessionGate(limit: SessionLimit = { value: MAX_SESSIONS }): SessionGate {
  let open = 0;
  const waiting: (() => void)[] = [];

  const leave = (): void => {
    open -= 1;
    const next = waiting.shift();
    next?.();
  };

  async function enter(): Promise<void> {
    while (open >= limit.value) {
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    open += 1;
  }

  return {
    isFull: () => waiting.length > 0,
    use: () => ({ open, limit: limit.value }),
    async run(openChannel) {
      for (;;) {
        await enter();
        try {
          const channel = await openChannel();
          channel.once('close', leave);
          return channel;
        } catch (error) {
          leave();
          if (!isRefused(error) || open === 0) {
            throw error;
          }
          limit.value = Math.min(limit.value, open);
        }
      }
    },
  };
}

/** ssh2 gives the server's reason: 1 prohibited, 2 connect failed, 3 unknown type, 4 short of resources. */
export function isRefused(error: unknown): boolean {
  return error instanceof Error && 'reason' in error;
}
