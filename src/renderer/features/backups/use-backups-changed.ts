import { useQueryClient } from '@tanstack/react-query';
import { useApi } from '../../api/api-context.tsx';

/** After an answer: what is listed is read again at once, and not only when the event comes. */
export function useBackupsChanged(): () => void {
  const { query } = useApi();
  const cache = useQueryClient();
  return () => void cache.invalidateQueries({ queryKey: query.backups.key() });
}
