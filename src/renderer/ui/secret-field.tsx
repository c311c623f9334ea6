import type { ReactNode, Ref } from 'react';
import { Field } from './field.tsx';
import styles from './field.module.css';

interface SecretFieldProps {
  readonly label: string;
  readonly description?: ReactNode;
  readonly error?: string | undefined;
  /** Its value is read from here when it is sent, and kept nowhere else. */
  readonly ref: Ref<HTMLInputElement>;
  readonly onEdit: () => void;
}

export function SecretField({ ref, onEdit, ...field }: SecretFieldProps) {
  return (
    <Field {...field}>
      {(control) => (
        // `new-password`: a browser neither fills in the login of this page nor offers to keep what is typed.
        <input
          {...control}
          ref={ref}
          type="password"
          autoComplete="new-password"
          className={styles.input}
          onInput={onEdit}
        />
      )}
    </Field>
  );
}
