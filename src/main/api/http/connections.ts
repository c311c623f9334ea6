// Requests and sockets that stay open for long, by the session that opened them: a logout ends them at once.

export interface Connections {
  /** Returns the function to call when it ended by itself. */
  add(sessionId: string | null, close: () => void): () => void;
  closeSession(sessionId: string): void;
  closeAll(): void;
}

interface Connection {
  readonly sessionId: string | null;
  readonly close: () => void;
}

export function createConnections(): Connections {
  const open = new Set<Connection>();

  function closeThose(isMeant: (connection: Connection) => boolean): void {
    for (const connection of [...open].filter(isMeant)) {
      open.delete(connection);
      connection.close();
    }
  }

  return {
    add(sessionId, close) {
      const connection = { sessionId, close };
      open.add(connection);
      return () => void open.delete(connection);
    },
    closeSession: (sessionId) => closeThose((connection) => connection.sessionId === sessionId),
    closeAll: () => closeThose(() => true),
  };
}
