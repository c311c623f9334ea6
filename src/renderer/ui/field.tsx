import { type ReactNode, useId } from 'react';
import styles from './field.module.css';

export interface FieldProps {
  readonly label: ReactNode;
  /** What it does and what an empty one means. */
  readonly description?: ReactNode;
  readonly error?: string | undefined;
}

interface ControlProps {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
}

/** Ties a label, an explanation and an error to one control. */
export function Field({
  label,
  description,
  error,
  children,
}: FieldProps & { readonly children: (props: ControlProps) => ReactNode }) {
  const id = useId();
  const describedBy = [description !== undefined && `${id}-d`, error !== undefined && `${id}-e`]
    .filter(Boolean)
    .join(' ');
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      {children({
        id,
        'aria-describedby': describedBy === '' ? undefined : describedBy,
        'aria-invalid': error === undefined ? undefined : true,
      })}
      {error !== undefined && (
        <p id={`${id}-e`} className={styles.error} role="alert">
          {error}
        </p>
      )}
      {description !== undefined && (
        <p id={`${id}-d`} className={styles.description}>
          {description}
        </p>
      )}
    </div>
  );
}
