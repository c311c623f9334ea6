import { describe, expect, it } from 'vitest';
import { createConnections } from './connections.ts';

function opened() {
  const closed: string[] = [];
  const connections = createConnections();
  const add = (session: string | null, name: string) =>
    connections.add(session, (why) => closed.push(`${name} ${why}`));
  return { connections, closed, add };
}

describe('createConnections', () => {
  it('closes what a session opened, once', () => {
    const { connections, closed, add } = opened();
    add('a', 'a1');
    add('a', 'a2');
    add('b', 'b1');
    add(null, 'token');
    connections.closeSession('a');
    connections.closeSession('a');
    expect(closed).toEqual(['a1 loggedOut', 'a2 loggedOut']);
    connections.closeAll();
    expect(closed).toEqual(['a1 loggedOut', 'a2 loggedOut', 'b1 stopping', 'token stopping']);
  });

  it('forgets what ended by itself', () => {
    const { connections, closed, add } = opened();
    add('a', 'a1')();
    connections.closeAll();
    expect(closed).toEqual([]);
  });
});
