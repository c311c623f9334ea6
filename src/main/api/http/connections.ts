// Requests and sockets that stay open for long, by the session that opened them: a logout ends them at once.

export type ClosedBecause = 'loggedOut' | 'stopping';

export interface Connections {
  /** Returns the function to call when it ended by itself. */
  add(sessionId: string | null, close: (why: ClosedBecause) => void): () => void;
  closeSession(sessionId: string): void;
  closeAll(): void;
}

interface Connection {
  readonly sessionId: string | null;
  readonly close: (why: ClosedBecause) => void;
}

export function createConnections(): Connections {
  const open = new Set<Connection>();

  function closeThose(why: ClosedBecause, isMeant: (connection: Connection) => boolean): void {
    for (const connection of [...open].filter(isMeant)) {
      open.delete(connection);
      connection.close(why);
    }
  }

  return {
    add(sessionId, close) {
      const connection = { sessionId, close };
      open.add(connection);
      return () => void open.delete(connection);
    },
    closeSession: (sessionId) => closeThose('loggedOut', (connection) => connection.sessionId === sessionId),
    closeAll: () => closeThose('stopping', () => true),
  };
}
