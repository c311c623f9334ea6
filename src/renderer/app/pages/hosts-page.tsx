import { HostsView } from '../../features/hosts/hosts-view.tsx';

export function HostsPage() {
  return (
    <>
      <h1>Hosts</h1>
      <HostsView />
    </>
  );
}
