import { QueueView } from '../../features/deployments/queue-view.tsx';
import { HostBanner } from '../../features/hosts/host-banner.tsx';

export function QueuePage() {
  return (
    <>
      <h1>Queue</h1>
      <HostBanner />
      <QueueView />
    </>
  );
}
