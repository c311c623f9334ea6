import { useState } from 'react';
import { readJsonLine } from '../../../contract/json-line.ts';
import { levelOf } from '../../../contract/log-level.ts';
import type { LogLine } from '../../../contract/logs.ts';
import { stripAnsi } from '../../lib/ansi.ts';
import { localTime } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import styles from './log.module.css';

interface LineDetailProps {
  readonly line: LogLine;
  readonly onClose: () => void;
}

/** One line with all that it says: the fields of a structured one, a long one in full. */
export function LineDetail({ line, onClose }: LineDetailProps) {
  const [isRaw, setRaw] = useState(false);
  const json = readJsonLine(line.text);
  const level = json?.level ?? levelOf(line.text);
  return (
    <section className={styles.detail} aria-label={`Line ${line.seq}`}>
      <header className={styles.detailHead}>
        <strong>Line {line.seq}</strong>
        <span className={styles.soft}>
          {localTime(line.at)} · {line.stream}
          {level !== null && ` · ${level}`}
        </span>
        <span className={styles.detailActions}>
          {json !== null && (
            <Button
              isSmall
              aria-pressed={isRaw}
              className={isRaw ? styles.on : undefined}
              onClick={() => setRaw(!isRaw)}
            >
              Raw
            </Button>
          )}
          <CopyButton label="Copy line" text={async () => stripAnsi(line.text)} />
          <Button isSmall onClick={onClose}>
            Close
          </Button>
        </span>
      </header>
      {json === null || isRaw ? (
        <pre className={styles.detailText} tabIndex={0} role="region" aria-label={`Text of line ${line.seq}`}>
          {stripAnsi(line.text)}
        </pre>
      ) : (
        <>
          {json.message !== null && <p className={styles.detailMessage}>{json.message}</p>}
          <dl className={styles.fields}>
            {json.time !== null && <Field name="time" value={json.time} />}
            {json.fields.map(({ key, value }) => (
              <Field key={key} name={key} value={value} />
            ))}
          </dl>
          {json.isCut && <p className={styles.soft}>There are more fields: see “Raw”.</p>}
        </>
      )}
    </section>
  );
}

function Field({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div className={styles.field}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
