import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { ProjectId } from '../../../contract/ids.ts';
import type { Volume } from '../../../contract/volumes.ts';
import { useApi } from '../../api/api-context.tsx';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Panel } from '../../ui/panel.tsx';
import { FileBrowser } from './browser/file-browser.tsx';
import { fromAddress, toAddress } from './browser/file-path.ts';
import { shownName } from './browser/shown-name.ts';
import styles from './storage.module.css';
import type { StorageSearch } from './storage-search.ts';
import { useRefreshAfterTransfers } from './transfers/use-refresh-after-transfers.ts';
import { TransferPanel } from './transfers/transfer-panel.tsx';
import { DetachVolume } from './volumes/detach-volume.tsx';
import { EditVolumeDialog } from './volumes/edit-volume-dialog.tsx';
import { LeftVolumes } from './volumes/left-volumes.tsx';
import { NewVolumeDialog } from './volumes/new-volume-dialog.tsx';
import { RemoveVolume } from './volumes/remove-volume.tsx';
import { useUsage } from './volumes/use-usage.ts';
import { VolumeBox } from './volumes/volume-box.tsx';

interface StorageViewProps {
  readonly projectId: ProjectId;
  readonly search: StorageSearch;
  readonly onSearch: (change: StorageSearch, options?: { readonly isReplaced?: boolean }) => void;
  readonly hrefOf: (search: StorageSearch) => string;
  /** Of the volume that is shown. */
  readonly backupsOf: (volume: Volume) => ReactNode;
}

type Open = { readonly kind: 'new' } | { readonly kind: 'edit' | 'detach' | 'remove'; readonly volume: Volume };

export function StorageView({ projectId, search, onSearch, hrefOf, backupsOf }: StorageViewProps) {
  const { query } = useApi();
  const volumes = useQuery(query.volumes.list.queryOptions({ input: { id: projectId } }));
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const shown = chooseVolume(volumes.data ?? [], search.volume);
  useUsage(shown);
  useRefreshAfterTransfers();
  return (
    <>
      <Panel
        title="Storage Volumes"
        isFlush={volumes.data !== undefined && volumes.data.length > 0}
        actions={
          <Button aria-label="New volume" title="New volume" onClick={() => setOpen({ kind: 'new' })}>
            [+]
          </Button>
        }
      >
        <Loaded query={volumes} what="the volumes">
          {(all) =>
            all.length === 0 ? (
              <Empty title="No volume yet">
                <p>
                  What the application writes into its container is gone with the next deployment. A volume stays: it is
                  mounted at a path, and what lies there is kept.
                </p>
                <Button kind="primary" onClick={() => setOpen({ kind: 'new' })}>
                  Create a volume
                </Button>
              </Empty>
            ) : (
              all.map((volume) => (
                <VolumeBox
                  key={volume.id}
                  volume={volume}
                  isOpen={volume.id === shown?.id}
                  onOpen={() => onSearch({ volume: volume.id })}
                  onEdit={() => setOpen({ kind: 'edit', volume })}
                  onDetach={() => setOpen({ kind: 'detach', volume })}
                  onRemove={() => setOpen({ kind: 'remove', volume })}
                >
                  <VolumeFiles volume={volume} search={search} onSearch={onSearch} hrefOf={hrefOf} />
                </VolumeBox>
              ))
            )
          }
        </Loaded>
      </Panel>
      <LeftVolumes projectId={projectId} />
      <TransferPanel projectId={projectId} />
      {shown !== undefined && backupsOf(shown)}
      {open?.kind === 'new' && (
        <NewVolumeDialog
          projectId={projectId}
          onClose={close}
          onMade={({ id }) => {
            close();
            onSearch({ volume: id });
          }}
        />
      )}
      {open?.kind === 'edit' && <EditVolumeDialog volume={open.volume} onClose={close} />}
      {open?.kind === 'detach' && <DetachVolume volume={open.volume} onClose={close} />}
      {open?.kind === 'remove' && <RemoveVolume volume={open.volume} onClose={close} />}
    </>
  );
}

function VolumeFiles({
  volume,
  search,
  onSearch,
  hrefOf,
}: Pick<StorageViewProps, 'search' | 'onSearch' | 'hrefOf'> & { readonly volume: Volume }) {
  const { id, name, state } = volume;
  if (state === 'missing') return null;
  const path = search.path === undefined ? '/' : fromAddress(search.path);
  const { by, dir } = search;
  const placeOf = (folder: string): StorageSearch => ({
    volume: id,
    path: folder === '/' ? undefined : toAddress(folder),
    by,
    dir,
  });
  return (
    <section aria-label={`Files of ${shownName(name)}`} className={styles.files}>
      <FileBrowser
        key={id}
        volume={volume}
        path={path}
        sort={{ by: by ?? 'name', direction: dir ?? 'asc' }}
        find={search.find ?? ''}
        hrefOf={(folder) => hrefOf(placeOf(folder))}
        onGo={(folder) => onSearch(placeOf(folder))}
        onSort={({ by: next, direction }) =>
          onSearch(
            {
              ...placeOf(path),
              by: next === 'name' ? undefined : next,
              dir: direction === 'asc' ? undefined : direction,
            },
            { isReplaced: true },
          )
        }
        onFind={(find) => onSearch({ ...placeOf(path), find: find === '' ? undefined : find }, { isReplaced: true })}
      />
    </section>
  );
}

/** The one that the address names, else the first that can be looked into. */
function chooseVolume(volumes: readonly Volume[], wanted: number | undefined): Volume | undefined {
  return volumes.find(({ id }) => id === wanted) ?? volumes.find(({ state }) => state === 'ready') ?? volumes[0];
}
