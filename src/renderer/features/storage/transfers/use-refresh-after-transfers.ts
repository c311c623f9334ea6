import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { isUnderWay } from '../../../../transfer/upload-run.ts';
import { useApi } from '../../../api/api-context.tsx';
import { useTransfers } from './transfers-context.tsx';

/** What is shown of volumes is read anew when a transfer has ended; what arrives before that, the list notices by itself. */
export function useRefreshAfterTransfers(): void {
  const { query } = useApi();
  const cache = useQueryClient();
  const ended = useTransfers()
    .filter(({ status }) => !isUnderWay(status))
    .map(({ id }) => id)
    .toSorted()
    .join();
  const before = useRef(ended);
  useEffect(() => {
    const known = before.current.split(',');
    before.current = ended;
    if (ended.split(',').every((id) => id === '' || known.includes(id))) return;
    void cache.invalidateQueries({ queryKey: query.files.key() });
    void cache.invalidateQueries({ queryKey: query.volumes.key() });
  }, [ended, cache, query]);
}
