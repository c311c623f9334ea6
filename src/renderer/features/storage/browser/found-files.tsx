import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { formatBytes } from '../../../../contract/bytes.ts';
import type { SearchResult } from '../../../../contract/files.ts';
import type { VolumeId } from '../../../../contract/ids.ts';
import { useApi } from '../../../api/api-context.tsx';
import { countOf } from '../../../lib/numbers.ts';
import { Loaded } from '../../../ui/loaded.tsx';
import styles from './browser.module.css';
import { shownName } from './shown-name.ts';

type Found = SearchResult['entries'][number];

interface FoundFilesProps {
  readonly volumeId: VolumeId;
  readonly path: string;
  readonly text: string;
  readonly hrefOf: (folder: string) => string;
  /** Shows the folder that it lies in, with it chosen. */
  readonly onShow: (found: Found) => void;
}

/** Names below the folder that hold what was typed. */
export function FoundFiles({ volumeId, path, text, hrefOf, onShow }: FoundFilesProps) {
  const { query } = useApi();
  const search = useQuery({
    ...query.files.search.queryOptions({ input: { id: volumeId, path, query: text } }),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  return (
    <Loaded query={search} what="what was found">
      {({ entries, isComplete, source }) => (
        <div className={styles.found}>
          <p className={styles.foundRow} role="status">
            <span>
              {countOf(entries.length, 'name holds', 'names hold')} “{text}”{!isComplete && '; there are more'}
              {source === 'index' && ', as was seen there last: the host cannot be asked now'}
            </span>
          </p>
          <ul>
            {entries.map((found) => (
              <li key={found.path} className={styles.foundRow}>
                <a
                  href={hrefOf(found.path)}
                  className={styles.foundPath}
                  onClick={(event) => {
                    event.preventDefault();
                    onShow(found);
                  }}
                >
                  {shownName(found.path)}
                  {found.kind === 'folder' && '/'}
                </a>
                <span>{found.kind === 'file' ? formatBytes(found.sizeBytes) : ''}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Loaded>
  );
}
