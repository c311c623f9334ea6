import type { Tone } from '../lib/tone.ts';
import styles from './mark.module.css';

/** A shape for each state, so that the state is told without its colour too. */
export function Mark({ tone }: { readonly tone: Tone }) {
  return (
    <svg className={`${styles.mark} ${styles[tone]}`} viewBox="0 0 12 12" aria-hidden="true" focusable="false">
      {shapes[tone]}
    </svg>
  );
}

const shapes = {
  ok: <rect x="1" y="1" width="10" height="10" fill="currentColor" />,
  busy: (
    <>
      <rect x="1.75" y="1.75" width="8.5" height="8.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <rect x="1" y="1" width="5" height="10" fill="currentColor" />
    </>
  ),
  wait: (
    <>
      <rect x="1.75" y="1.75" width="8.5" height="8.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <rect x="4.5" y="4.5" width="3" height="3" fill="currentColor" />
    </>
  ),
  warn: <path d="M6 0.5 11.75 11.25H0.25Z" fill="currentColor" />,
  bad: <path d="M1.5 1.5l9 9M10.5 1.5l-9 9" stroke="currentColor" strokeWidth="2.5" fill="none" />,
  idle: <rect x="1.75" y="1.75" width="8.5" height="8.5" fill="none" stroke="currentColor" strokeWidth="1.5" />,
} satisfies Record<Tone, React.ReactNode>;

/** The shape with its word. */
export function Status({ tone, label }: { readonly tone: Tone; readonly label: string }) {
  return (
    <span className={`${styles.status} ${styles[tone]}`}>
      <Mark tone={tone} />
      <span>{label}</span>
    </span>
  );
}
