import { type ReactNode, useId } from 'react';
import styles from './field.module.css';

interface CheckFieldProps {
  readonly label: ReactNode;
  readonly description?: ReactNode;
  readonly isChecked: boolean;
  readonly onChange: (isChecked: boolean) => void;
  /** The description says why. */
  readonly isDisabled?: boolean;
}

export function CheckField({ label, description, isChecked, onChange, isDisabled = false }: CheckFieldProps) {
  const id = useId();
  return (
    <div className={styles.check}>
      <input
        id={id}
        type="checkbox"
        checked={isChecked}
        disabled={isDisabled}
        onChange={(event) => onChange(event.target.checked)}
        aria-describedby={description === undefined ? undefined : `${id}-d`}
      />
      <div>
        <label htmlFor={id}>{label}</label>
        {description !== undefined && (
          <p id={`${id}-d`} className={styles.description}>
            {description}
          </p>
        )}
      </div>
    </div>
  );
}
