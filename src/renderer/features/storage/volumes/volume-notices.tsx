import type { ReactNode } from 'react';
import { formatBytes } from '../../../../contract/bytes.ts';
import type { Volume } from '../../../../contract/volumes.ts';
import { Button } from '../../../ui/button.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';

interface VolumeNoticesProps {
  readonly volume: Volume;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}

/** What a person should know of a volume before they look into it. */
export function VolumeNotices({ volume, onEdit, onRemove }: VolumeNoticesProps): ReactNode {
  const { name, dockerName, state, mountPath, mountedAt, isPending } = volume;
  if (state === 'missing') {
    return (
      <ProblemNotice
        isQuiet
        title={`The data of ${name} is gone`}
        problem={{
          code: 'VOLUME_MISSING',
          message: `The Docker volume ${dockerName} is no longer on the host: somebody removed it.`,
          hint: 'Restore a backup into it, or delete it here. If you do nothing, the next release makes it anew, empty.',
        }}
        actions={
          <Button kind="danger" onClick={onRemove}>
            Delete {name}…
          </Button>
        }
      />
    );
  }
  return (
    <>
      {state === 'unknown' && (
        <Notice tone="warn" title="The host cannot be asked now">
          <p>Sizes are those measured last. Files are shown again when the host is back.</p>
        </Notice>
      )}
      <FillNotice volume={volume} onEdit={onEdit} />
      {isPending && (
        <Notice
          tone="busy"
          title={
            mountedAt === null
              ? `The application does not see ${name} yet`
              : `The application still finds it at ${mountedAt}`
          }
        >
          <p>The next deployment mounts it at {mountPath}.</p>
        </Notice>
      )}
    </>
  );
}

function FillNotice({ volume, onEdit }: Pick<VolumeNoticesProps, 'volume' | 'onEdit'>) {
  const { name, level, sizeBytes, maxSizeBytes, quota } = volume;
  if (level === 'ok' || sizeBytes === null) return null;
  const raise = <Button onClick={onEdit}>Raise the size…</Button>;
  const left = maxSizeBytes - sizeBytes;
  if (level === 'warning') {
    return (
      <Notice tone="warn" title={`${name} is nearly full: ${formatBytes(left)} are left`} actions={raise}>
        <p>{quota.note}</p>
      </Notice>
    );
  }
  return (
    <ProblemNotice
      isQuiet
      title={left < 0 ? `${name} is ${formatBytes(-left)} over its size` : `${name} is full`}
      problem={{
        code: 'QUOTA_EXCEEDED',
        message: 'Uploads are refused until there is room again.',
        hint:
          quota.kind === 'hard'
            ? quota.note
            : 'Delete something, or raise its size. The application itself can go on writing: Docker’s volumes have no limits of their own here.',
      }}
      actions={raise}
    />
  );
}
