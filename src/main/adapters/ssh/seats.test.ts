import { describe, expect, it } from 'vitest';
import { handShell } from '../../../../tests/support/terminal-shell.ts';
import { createSeats } from './seats.ts';

describe('the terminals of a host', () => {
  it('are so many at a time; a closed one, and one that failed, make room', async () => {
    const take = createSeats('web', 2);
    const hands = [handShell(), handShell(), handShell()];
    const open = (index: number) => take(async () => hands[index]?.shell as never);
    await open(0);
    await expect(take(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await open(1);
    await expect(open(2)).rejects.toMatchObject({
      code: 'TERMINAL_LIMIT',
      message: 'There are 2 terminals open on web, which is as many as there may be.',
    });
    const closed = new Promise((resolve) => hands[0]?.shell.stream.once('close', resolve));
    hands[0]?.shell.stream.destroy();
    await closed;
    await open(2);
  });
});
