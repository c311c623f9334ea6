import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { Field, type FieldProps } from './field.tsx';
import styles from './field.module.css';

interface TextFieldProps extends FieldProps, Omit<ComponentProps<'input'>, 'onChange' | 'children'> {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Stands behind the number: `MB`, `seconds`. */
  readonly unit?: string;
  /** Stands in the same row: a button that fills the field. */
  readonly beside?: ReactNode;
}

export function TextField({ label, description, error, onChange, unit, beside, className, ...rest }: TextFieldProps) {
  return (
    <Field label={unit === undefined ? label : withUnit(label, unit)} description={description} error={error}>
      {(control) => (
        <span className={styles.row}>
          <input
            autoComplete="off"
            spellCheck={false}
            {...rest}
            {...control}
            className={classNames(styles.input, unit !== undefined && styles.short, className)}
            onChange={(event) => onChange(event.target.value)}
          />
          {unit !== undefined && <span aria-hidden="true">{unit}</span>}
          {beside}
        </span>
      )}
    </Field>
  );
}

function withUnit(label: ReactNode, unit: string): ReactNode {
  return (
    <>
      {label}
      <span className="said"> in {unit}</span>
    </>
  );
}
