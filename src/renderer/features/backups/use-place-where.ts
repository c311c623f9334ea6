import { useQuery } from '@tanstack/react-query';
import type { BackupPlace } from '../../../contract/backups.ts';
import { useApi } from '../../api/api-context.tsx';
import { placeWhere } from './backup-words.ts';

/** Says where the files of a place lie, with the names of hosts as far as they are known. */
export function usePlaceWhere(): (place: BackupPlace) => string {
  const { query } = useApi();
  const hosts = useQuery(query.hosts.list.queryOptions()).data ?? [];
  return (place) => placeWhere(place, (id) => hosts.find((host) => host.id === id)?.name);
}
