import type { ErrorGroup } from '../../../contract/error-groups.ts';
import { Status } from '../../ui/mark.tsx';
import styles from './errors.module.css';

const languages: Readonly<Record<ErrorGroup['language'], string>> = {
  javascript: 'JavaScript',
  python: 'Python',
  java: 'Java',
  go: 'Go',
  ruby: 'Ruby',
  php: 'PHP',
  dotnet: '.NET',
  rust: 'Rust',
  elixir: 'Elixir',
  other: 'log line',
};

export function languageName({ language }: Pick<ErrorGroup, 'language'>): string {
  return languages[language];
}

/** In one line, for a title: `TypeError: x is not a function`. */
export function titleOf({ type, message }: Pick<ErrorGroup, 'type' | 'message'>): string {
  return [type, message].filter((text) => text !== '').join(': ') || 'An error without a word';
}

export function ErrorStatus({ group }: { readonly group: ErrorGroup }) {
  const { status, reopenedIn, resolvedAfterDeploymentId } = group;
  if (status === 'resolved') {
    return (
      <Status tone="ok" label={resolvedAfterDeploymentId === null ? 'resolved' : 'resolved by the next release'} />
    );
  }
  if (status === 'ignored') return <Status tone="idle" label="ignored" />;
  return reopenedIn === null ? (
    <Status tone="bad" label="open" />
  ) : (
    <span className={styles.back}>
      <Status tone="bad" label={`back in #${reopenedIn}`} />
    </span>
  );
}
