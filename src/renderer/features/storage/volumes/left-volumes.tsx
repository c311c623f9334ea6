import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { formatBytes } from '../../../../contract/bytes.ts';
import type { ProjectId } from '../../../../contract/ids.ts';
import type { LeftVolume } from '../../../../contract/volumes.ts';
import { useApi } from '../../../api/api-context.tsx';
import { toProblem } from '../../../lib/problem.ts';
import { useAnnounce } from '../../../ui/announcer.tsx';
import { Button } from '../../../ui/button.tsx';
import { Confirm } from '../../../ui/confirm.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { RelativeTime } from '../../../ui/relative-time.tsx';

/** What moves to another host have left of the project's volumes: nothing where there was none. */
export function LeftVolumes({ projectId }: { readonly projectId: ProjectId }) {
  const { query } = useApi();
  const left = useQuery(query.volumes.left.queryOptions({ input: { id: projectId } }));
  const hosts = useQuery(query.hosts.list.queryOptions());
  const [wanted, setWanted] = useState<LeftVolume | null>(null);
  const hostName = ({ hostId }: LeftVolume) => hosts.data?.find(({ id }) => id === hostId)?.name ?? `host ${hostId}`;
  return (
    <>
      {(left.data ?? []).map((each) => (
        <Notice
          key={each.id}
          tone="warn"
          title={`A copy of ${each.name} is still on ${hostName(each)}`}
          actions={
            <Button kind="danger" onClick={() => setWanted(each)}>
              Delete the copy of {each.name}…
            </Button>
          }
        >
          <p>
            {each.dockerName}
            {each.sizeBytes !== null && `, ${formatBytes(each.sizeBytes)}`}, as it was when the project moved away{' '}
            <RelativeTime at={each.leftAt} />. The application no longer uses it.
          </p>
        </Notice>
      ))}
      {wanted !== null && (
        <Question left={wanted} hostName={hostName(wanted)} projectId={projectId} onClose={() => setWanted(null)} />
      )}
    </>
  );
}

interface QuestionProps {
  readonly left: LeftVolume;
  readonly hostName: string;
  readonly projectId: ProjectId;
  readonly onClose: () => void;
}

function Question({ left, hostName, projectId, onClose }: QuestionProps) {
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const remove = useMutation(query.volumes.removeLeft.mutationOptions());
  const confirm = () =>
    remove.mutate(
      { id: left.id },
      {
        onSuccess: () => {
          void cache.invalidateQueries({ queryKey: query.volumes.left.queryKey({ input: { id: projectId } }) });
          announce(`The copy of ${left.name} on ${hostName} is deleted.`);
          onClose();
        },
      },
    );
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={`Delete the copy of ${left.name} on ${hostName}?`}
      action={`Delete the copy on ${hostName}`}
      onConfirm={confirm}
      busy={remove.isPending && 'Deleting…'}
      problem={remove.isError ? toProblem(remove.error) : null}
    >
      <p>
        The Docker volume {left.dockerName} goes with what was in it when the project moved, and cannot be brought back.
        The volume that the application uses now is not touched.
      </p>
    </Confirm>
  );
}
