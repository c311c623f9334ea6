import { useEffect, useMemo, useState } from 'react';
import type { DeploymentId } from '../../../contract/ids.ts';
import type { LogFilter, LogKind } from '../../../contract/logs.ts';
import { useApi } from '../../api/api-context.tsx';
import { pause } from '../../lib/pause.ts';
import { createFilteredLog, type FilteredState } from './filtered-log.ts';

/** Another filter is another log: give the component a key of it. */
export function useFilteredLog(id: DeploymentId, kind: LogKind, filter: LogFilter) {
  const { client } = useApi();
  const [state, show] = useState<FilteredState | null>(null);
  const log = useMemo(
    () =>
      createFilteredLog({
        search: (cursor, signal) =>
          client.logs.search(
            { ...filter, deploymentId: id, kind, limit: 100, ...(cursor === null ? {} : { cursor }) },
            { signal },
          ),
        read: (request, signal) => client.logs.read({ ...filter, id, kind, ...request }, { signal }),
        pause,
        show,
      }),
    [client, filter, id, kind],
  );
  useEffect(() => log.start(), [log]);
  return { state, earlier: log.earlier };
}
