import type { ComponentProps } from 'react';
import { classNames } from './class-names.ts';
import { Field, type FieldProps } from './field.tsx';
import styles from './field.module.css';

interface TextAreaProps extends FieldProps, Omit<ComponentProps<'textarea'>, 'onChange' | 'children'> {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function TextArea({ label, description, error, onChange, className, ...rest }: TextAreaProps) {
  return (
    <Field label={label} description={description} error={error}>
      {(control) => (
        <textarea
          spellCheck={false}
          {...rest}
          {...control}
          className={classNames(styles.input, styles.area, className)}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
