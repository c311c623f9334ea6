import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../api/api-context.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { usePlaceWhere } from './use-place-where.ts';

interface PlaceFieldProps {
  /** Empty: the first one. */
  readonly value: string;
  readonly onChange: (placeId: string) => void;
  readonly error?: string | undefined;
}

/** Where a backup is kept. */
export function PlaceField({ value, onChange, error }: PlaceFieldProps) {
  const { query } = useApi();
  const where = usePlaceWhere();
  const places = useQuery(query.backups.places.queryOptions()).data ?? [];
  const chosen = places.find(({ id }) => String(id) === value) ?? places[0];
  return (
    <SelectField
      label="Kept in"
      description={chosen === undefined ? undefined : `${where(chosen)}. More places are added on the Settings page.`}
      value={chosen === undefined ? '' : String(chosen.id)}
      options={places.map(({ id, name }) => ({ value: String(id), label: name }))}
      onChange={onChange}
      error={error}
    />
  );
}
