import type { Host } from '../../../contract/hosts.ts';
import { useApi } from '../../api/api-context.tsx';
import { ForwardsPanel } from './forwards-panel.tsx';

export function HostForwards({ host: { id, name } }: { readonly host: Host }) {
  const { client } = useApi();
  return (
    <ForwardsPanel
      where={name}
      hasAddress
      isShown={({ hostId, project }) => project === null && hostId === id}
      open={(input) => client.forwards.openToHost({ id, ...input })}
    />
  );
}
