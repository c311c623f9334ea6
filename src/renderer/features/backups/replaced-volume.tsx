import { useQuery } from '@tanstack/react-query';
import { formatBytes } from '../../../contract/bytes.ts';
import type { VolumeId } from '../../../contract/ids.ts';
import { useApi } from '../../api/api-context.tsx';
import { countOf } from '../../lib/numbers.ts';
import { CheckField } from '../../ui/check-field.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Notice } from '../../ui/notice.tsx';

interface ReplacedVolumeProps {
  readonly id: VolumeId;
  readonly isPausing: boolean;
  readonly onPausing: (isPausing: boolean) => void;
}

/** What goes when a backup takes the place of a volume's content, and who uses it now. */
export function ReplacedVolume({ id, isPausing, onPausing }: ReplacedVolumeProps) {
  const { query } = useApi();
  const volume = useQuery({ ...query.volumes.get.queryOptions({ input: { id } }), staleTime: 0 });
  return (
    <Loaded query={volume} what="the volume">
      {({ name, sizeBytes, fileCount, mountedAt }) => (
        <>
          <Notice tone="warn" title={`What is in ${name} now goes`}>
            <p>
              {sizeBytes === null ? 'Everything in it' : formatBytes(sizeBytes)}
              {fileCount !== null && ` in ${countOf(fileCount, 'file')}`} cannot be brought back, unless you back it up
              first. Until all of the backup is there, nothing is touched.
            </p>
          </Notice>
          {mountedAt !== null && (
            <CheckField
              label="Pause the application while its files are replaced"
              description={`A release mounts it at ${mountedAt}. While that runs, it must be paused or stopped first. What it has in memory stays: restart it afterwards if it keeps files open.`}
              isChecked={isPausing}
              onChange={onPausing}
            />
          )}
        </>
      )}
    </Loaded>
  );
}
