import { describe, expect, it } from 'vitest';
import { parseEvent } from './engine-event.ts';

const line =
  '{"status":"die","id":"4f","from":"busybox","Type":"container","Action":"die","Actor":{"ID":"4f","Attributes":{"exitCode":"137","name":"shop"}},"scope":"local","time":1795365720,"timeNano":1795365720123456789}';

describe('an event', () => {
  it('keeps every nanosecond', () => {
    expect(parseEvent(line)).toEqual({
      type: 'container',
      action: 'die',
      actorId: '4f',
      attributes: { exitCode: '137', name: 'shop' },
      timeNano: 1_795_365_720_123_456_789n,
    });
  });

  it.each([line.slice(0, -20), '{}', '[]', 'null', '{"Type":"container"}'])('is not made of %s', (text) => {
    expect(parseEvent(text)).toBeNull();
  });
});
