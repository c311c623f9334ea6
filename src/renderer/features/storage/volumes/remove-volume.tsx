import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { formatBytes } from '../../../../contract/bytes.ts';
import type { Volume, VolumeRemovalPlan } from '../../../../contract/volumes.ts';
import { useApi } from '../../../api/api-context.tsx';
import { countOf } from '../../../lib/numbers.ts';
import { toProblem } from '../../../lib/problem.ts';
import { useAnnounce } from '../../../ui/announcer.tsx';
import { CheckField } from '../../../ui/check-field.tsx';
import { Confirm } from '../../../ui/confirm.tsx';
import { Loaded } from '../../../ui/loaded.tsx';
import { shownName } from '../browser/shown-name.ts';
import styles from './volumes.module.css';

interface RemoveVolumeProps {
  readonly volume: Volume;
  readonly onClose: () => void;
}

export function RemoveVolume({ volume, onClose }: RemoveVolumeProps) {
  const { id, name, isExternal, dockerName } = volume;
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const [isForced, setForced] = useState(false);
  const [deleteData, setDeleteData] = useState(false);
  const input = { id, ...(deleteData ? { deleteData } : {}) };
  const plan = useQuery({ ...query.volumes.removalPlan.queryOptions({ input }), staleTime: 0, gcTime: 0 });
  const remove = useMutation(query.volumes.remove.mutationOptions());
  const needsForce = plan.data !== undefined && (plan.data.runningContainers.length > 0 || plan.data.engineUnreachable);

  const confirm = () =>
    remove.mutate(
      { ...input, ...(isForced ? { force: true } : {}) },
      {
        onSuccess: () => {
          void cache.invalidateQueries({ queryKey: query.volumes.key() });
          announce(`${name} is deleted.`);
          onClose();
        },
      },
    );
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={`Delete ${name}?`}
      action={plan.data?.deletesData === false ? `Remove ${name} from the project` : `Delete ${name} and its data`}
      onConfirm={confirm}
      busy={remove.isPending && 'Deleting…'}
      isReady={plan.isSuccess && (!needsForce || isForced)}
      problem={remove.isError ? toProblem(remove.error) : null}
    >
      <Loaded query={plan} what="what would go">
        {(found) => <Plan plan={found} />}
      </Loaded>
      {isExternal && (
        <CheckField
          label="Delete its data too"
          description={`${dockerName} was there before miniPaaS; others may need it.`}
          isChecked={deleteData}
          onChange={setDeleteData}
        />
      )}
      {needsForce && plan.data !== undefined && (
        <ForceField plan={plan.data} isForced={isForced} onChange={setForced} />
      )}
    </Confirm>
  );
}

function ForceField({
  plan,
  isForced,
  onChange,
}: {
  readonly plan: VolumeRemovalPlan;
  readonly isForced: boolean;
  readonly onChange: (isForced: boolean) => void;
}) {
  return plan.engineUnreachable ? (
    <CheckField
      label="Forget the volume all the same"
      description="Its host cannot be reached, so the Docker volume stays there."
      isChecked={isForced}
      onChange={onChange}
    />
  ) : (
    <CheckField
      label={`Stop and remove ${countOf(plan.runningContainers.length, 'container')} that ${plan.runningContainers.length === 1 ? 'uses' : 'use'} it`}
      description={`The application is down until it is deployed again: ${plan.runningContainers.join(', ')}.`}
      isChecked={isForced}
      onChange={onChange}
    />
  );
}

const SHOWN = 8;

function Plan({ plan }: { readonly plan: VolumeRemovalPlan }) {
  const { volume, deletesData, sizeBytes, fileCount, contents, stoppedContainers } = plan;
  if (!deletesData) {
    return (
      <p>
        The application no longer gets it at {volume.mountPath}. The Docker volume {volume.dockerName} and its data stay
        on the host.
      </p>
    );
  }
  const size = sizeBytes === null ? 'of a size that cannot be told now' : formatBytes(sizeBytes);
  return (
    <>
      <p>This goes, and cannot be brought back:</p>
      <ul className={styles.plan}>
        <li>
          the Docker volume {volume.dockerName}, {size}
          {fileCount !== null && ` in ${countOf(fileCount, 'file')}`}
        </li>
        {contents.slice(0, SHOWN).map((item) => (
          <li key={item.name}>
            {shownName(item.name)} ({formatBytes(item.sizeBytes)})
          </li>
        ))}
        {contents.length > SHOWN && <li>and more</li>}
        {stoppedContainers.length > 0 && (
          <li>
            {countOf(stoppedContainers.length, 'stopped container')}: {stoppedContainers.join(', ')}
          </li>
        )}
      </ul>
    </>
  );
}
