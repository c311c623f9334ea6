import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../api/api-context.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Panel } from '../../ui/panel.tsx';
import styles from './build-cache.module.css';
import { HostCache } from './host-cache.tsx';

/** The build cache of each host that is connected, and its registry for layers. */
export function BuildCachePanel() {
  const { query } = useApi();
  const hosts = useQuery(query.hosts.list.queryOptions());
  return (
    <Panel title="Build cache">
      <Loaded query={hosts} what="the hosts">
        {(all) => {
          const connected = all.filter(({ status }) => status === 'connected');
          return connected.length === 0 ? (
            <p className={styles.soft}>No host is connected.</p>
          ) : (
            <div className={styles.hosts}>
              {connected.map((host) => (
                <HostCache key={host.id} host={host} />
              ))}
            </div>
          );
        }}
      </Loaded>
    </Panel>
  );
}
