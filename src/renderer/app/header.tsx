import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useApi } from '../api/api-context.tsx';
import { HealthMark } from '../features/health/health-mark.tsx';
import { UserMenu } from '../features/identity/user-menu.tsx';
import { TransferMark } from '../features/storage/transfers/transfer-mark.tsx';
import { Button } from '../ui/button.tsx';
import { ConnectionMark } from './connection-mark.tsx';
import styles from './frame.module.css';

interface HeaderProps {
  readonly onShortcuts: () => void;
  readonly onPalette: () => void;
}

export function Header({ onShortcuts, onPalette }: HeaderProps) {
  return (
    <header className={styles.header}>
      <div className={styles.bar}>
        <Link to="/projects" className={styles.brand}>
          miniPaaS
        </Link>
        <nav aria-label="Main" className={styles.nav}>
          <Link to="/projects" className={styles.navLink} activeOptions={{ includeSearch: false }}>
            Projects
          </Link>
          <Link to="/queue" className={styles.navLink}>
            Queue
            <QueueCount />
          </Link>
          <Link to="/hosts" className={styles.navLink}>
            Hosts
          </Link>
          <Link to="/health" className={styles.navLink}>
            Health <HealthMark />
          </Link>
          <Link to="/settings" className={styles.navLink}>
            Settings
          </Link>
        </nav>
        <div className={styles.right}>
          <TransferMark className={styles.navLink} />
          <ConnectionMark />
          <Button isSmall kind="plain" onClick={onPalette}>
            Go to…
          </Button>
          <UserMenu onShortcuts={onShortcuts} />
        </div>
      </div>
    </header>
  );
}

/** How much is in progress or waits, where there is something. */
function QueueCount() {
  const { query } = useApi();
  const queue = useQuery(query.deployments.queue.queryOptions()).data;
  const count = queue === undefined ? 0 : queue.active.length + queue.waiting.length;
  if (count === 0) return null;
  return (
    <span className={styles.count}>
      {count}
      <span className="said"> in progress or waiting</span>
    </span>
  );
}
