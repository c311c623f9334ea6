import { CheckField } from '../../ui/check-field.tsx';

interface PauseFieldProps {
  readonly isChecked: boolean;
  readonly onChange: (isPausing: boolean) => void;
}

export function PauseField({ isChecked, onChange }: PauseFieldProps) {
  return (
    <CheckField
      label="Pause the application while it is read"
      description="For databases and other files that belong together: nothing is written meanwhile, so all are of one moment. Requests wait until it is done."
      isChecked={isChecked}
      onChange={onChange}
    />
  );
}
