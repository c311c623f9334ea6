import { describe, expect, it } from 'vitest';
import { createEventHub } from './event-hub.ts';

interface TestEvent {
  readonly type: string;
  readonly id?: number;
  readonly state?: string;
}

const ready: TestEvent = { type: 'ready' };
const hubOf = (capacity?: number) =>
  createEventHub<TestEvent>({
    ready,
    keyOf: (event) => (event.id === undefined ? null : `${event.type} ${event.id}`),
    ...(capacity === undefined ? {} : { capacity }),
  });
const never = () => new AbortController().signal;

async function take(iterator: AsyncIterator<TestEvent>, count: number): Promise<TestEvent[]> {
  const events: TestEvent[] = [];
  while (events.length < count) {
    const result = await iterator.next();
    if (result.done === true) {
      break;
    }
    events.push(result.value);
  }
  return events;
}

describe('createEventHub', () => {
  it('begins every stream with ready and then passes events on in order', async () => {
    const hub = hubOf();
    const one = hub.subscribe(never());
    hub.publish({ type: 'deployment', id: 1, state: 'queued' });
    const two = hub.subscribe(never());
    hub.publish({ type: 'queue' });

    expect(await take(one, 3)).toEqual([ready, { type: 'deployment', id: 1, state: 'queued' }, { type: 'queue' }]);
    expect(await take(two, 2)).toEqual([ready, { type: 'queue' }]);
  });

  it('hands an event to a reader that waits for it', async () => {
    const hub = hubOf();
    const stream = hub.subscribe(never());
    await stream.next();
    const pending = stream.next();
    hub.publish({ type: 'settings' });
    expect(await pending).toEqual({ value: { type: 'settings' }, done: false });
  });

  it('keeps only the newest event of a key, after all that happened before it', async () => {
    const hub = hubOf();
    const stream = hub.subscribe(never());
    hub.publish({ type: 'deployment', id: 1, state: 'queued' });
    hub.publish({ type: 'project', id: 9 });
    hub.publish({ type: 'deployment', id: 1, state: 'building' });

    expect(await take(stream, 3)).toEqual([
      ready,
      { type: 'project', id: 9 },
      { type: 'deployment', id: 1, state: 'building' },
    ]);
  });

  it('tells a subscriber that fell too far behind to read everything anew', async () => {
    const hub = hubOf(10);
    const stream = hub.subscribe(never());
    await stream.next();
    for (let id = 1; id <= 11; id += 1) {
      hub.publish({ type: 'deployment', id });
    }
    hub.publish({ type: 'deployment', id: 12 });
    expect(await take(stream, 2)).toEqual([ready, { type: 'deployment', id: 12 }]);
  });

  it('ends a waiting reader when the signal aborts, and forgets the subscriber', async () => {
    const hub = hubOf();
    const controller = new AbortController();
    const stream = hub.subscribe(controller.signal);
    await stream.next();
    const pending = stream.next();
    expect(hub.subscriberCount).toBe(1);
    controller.abort();
    expect((await pending).done).toBe(true);
    expect((await stream.next()).done).toBe(true);
    expect(hub.subscriberCount).toBe(0);
  });

  it('forgets a subscriber whose loop is left', async () => {
    const hub = hubOf();
    for await (const event of hub.subscribe(never())) {
      expect(event).toEqual(ready);
      break;
    }
    expect(hub.subscriberCount).toBe(0);
  });

  it('gives an aborted or late subscriber an empty stream', async () => {
    const hub = hubOf();
    expect(await take(hub.subscribe(AbortSignal.abort()), 1)).toEqual([]);
    const open = hub.subscribe(never());
    hub.close();
    expect(await take(open, 1)).toEqual([]);
    expect(await take(hub.subscribe(never()), 1)).toEqual([]);
  });
});
