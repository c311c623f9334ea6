import { BuildCachePanel } from '../../features/build-cache/build-cache-panel.tsx';
import { CleanupPanel } from '../../features/cleanup/cleanup-panel.tsx';
import { SupportPanel } from '../../features/diagnostics/support-panel.tsx';
import { HealthHistory } from '../../features/health/health-history.tsx';
import { HealthView } from '../../features/health/health-view.tsx';
import styles from '../frame.module.css';

export function HealthPage() {
  return (
    <>
      <h1>Health</h1>
      <p className={styles.lead}>What miniPaaS looks at by itself, what it found, and what you can do about it.</p>
      <HealthView />
      <HealthHistory />
      <CleanupPanel />
      <BuildCachePanel />
      <SupportPanel />
    </>
  );
}
