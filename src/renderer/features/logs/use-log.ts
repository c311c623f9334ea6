import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react';
import type { DeploymentId } from '../../../contract/ids.ts';
import type { LogBatch, LogKind } from '../../../contract/logs.ts';
import { useApi } from '../../api/api-context.tsx';
import { createLineFinder } from './line-finder.ts';
import { createLogStore, type ReadRequest } from './log-store.ts';
import { pause } from '../../lib/pause.ts';

export type ReadLog = (request: ReadRequest, signal: AbortSignal) => Promise<LogBatch>;

/** The store of one log and the search in it, alive as long as the component. */
export function useLog(id: DeploymentId, kind: LogKind) {
  const { client } = useApi();
  const read: ReadLog = useCallback(
    (request, signal) => client.logs.read({ id, kind, ...request }, { signal }),
    [client, id, kind],
  );
  const log = useMemo(() => {
    const store = createLogStore({ read, onFrame, pause });
    return { store, finder: createLineFinder({ cache: store.cache, onFrame, now: () => performance.now() }) };
  }, [read]);
  useEffect(() => {
    const stop = log.store.start();
    const stopListening = log.store.subscribe(log.finder.refresh);
    return () => {
      stop();
      stopListening();
      log.finder.stop();
    };
  }, [log]);
  const snapshot = useSyncExternalStore(log.store.subscribe, log.store.getSnapshot);
  const found = useSyncExternalStore(log.finder.subscribe, log.finder.getState);
  return { ...log, read, snapshot, found };
}

function onFrame(run: () => void): () => void {
  const frame = requestAnimationFrame(run);
  return () => cancelAnimationFrame(frame);
}
