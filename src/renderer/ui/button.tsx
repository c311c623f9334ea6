import type { ComponentProps, ReactNode } from 'react';
import styles from './button.module.css';
import { classNames } from './class-names.ts';

export type ButtonKind = 'normal' | 'primary' | 'danger' | 'plain';

interface ButtonProps extends ComponentProps<'button'> {
  readonly kind?: ButtonKind;
  readonly isSmall?: boolean;
  /** What is being done now, shown instead of the label: the button stays focusable but does nothing. */
  readonly busy?: ReactNode;
}

/** `busy` uses aria-disabled: a disabled button would lose the focus under the reader's hands. */
export function Button({ kind = 'normal', isSmall = false, busy, className, children, onClick, ...rest }: ButtonProps) {
  const isBusy = busy !== undefined && busy !== false && busy !== null;
  return (
    <button
      type="button"
      {...rest}
      className={buttonClass(kind, isSmall, className)}
      aria-disabled={isBusy ? true : undefined}
      onClick={isBusy ? (event) => event.preventDefault() : onClick}
    >
      {isBusy ? busy : children}
    </button>
  );
}

/** For links that look like buttons. */
export function buttonClass(kind: ButtonKind = 'normal', isSmall = false, extra?: string): string {
  return classNames(styles.button, styles[kind], isSmall && styles.small, extra);
}
