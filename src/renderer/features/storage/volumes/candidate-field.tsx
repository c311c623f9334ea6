import { useQuery } from '@tanstack/react-query';
import type { ProjectId } from '../../../../contract/ids.ts';
import type { VolumeCandidate } from '../../../../contract/volumes.ts';
import { useApi } from '../../../api/api-context.tsx';
import { Loaded } from '../../../ui/loaded.tsx';
import { SelectField } from '../../../ui/select-field.tsx';

interface CandidateFieldProps {
  readonly projectId: ProjectId;
  readonly value: string;
  readonly onChange: (dockerName: string) => void;
  readonly error: string | undefined;
}

/** The Docker volumes of the project's host that nobody of ours has. */
export function CandidateField({ projectId, value, onChange, error }: CandidateFieldProps) {
  const { query } = useApi();
  const candidates = useQuery({
    ...query.volumes.candidates.queryOptions({ input: { id: projectId } }),
    staleTime: 0,
    gcTime: 0,
  });
  return (
    <Loaded query={candidates} what="the Docker volumes of the host">
      {(found) =>
        found.length === 0 ? (
          <p>The host has no Docker volume that could be attached.</p>
        ) : (
          <SelectField
            label="Docker volume"
            description="Its data stays as it is, also when it is detached or the project is deleted."
            value={value}
            options={[
              { value: '', label: 'Choose…' },
              ...found.map((candidate) => ({ value: candidate.dockerName, label: textOf(candidate) })),
            ]}
            onChange={onChange}
            error={error}
          />
        )
      }
    </Loaded>
  );
}

function textOf({ dockerName, usedBy, origin }: VolumeCandidate): string {
  const hints = [origin === null ? null : `of ${origin}`, usedBy.length === 0 ? null : `used by ${usedBy.join(', ')}`];
  const known = hints.filter((hint) => hint !== null);
  return known.length === 0 ? dockerName : `${dockerName} (${known.join('; ')})`;
}
