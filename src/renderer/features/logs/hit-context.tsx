import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { LogSearchHit } from '../../../contract/logs.ts';
import { useApi } from '../../api/api-context.tsx';
import { stripAnsi } from '../../lib/ansi.ts';
import { toProblem } from '../../lib/problem.ts';
import { Button } from '../../ui/button.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import styles from './log.module.css';

/** Lines before a hit, and after it. */
const AROUND = 5;
const SHOWN_CHARACTERS = 400;

/** What stands around a line that was found, where somebody asks for it. */
export function HitContext({ hit }: { readonly hit: LogSearchHit }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button isSmall kind="plain" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {isOpen ? 'Hide what is around' : 'Show what is around'}
      </Button>
      {isOpen && <Lines hit={hit} />}
    </>
  );
}

function Lines({ hit: { deploymentId, kind, line } }: { readonly hit: LogSearchHit }) {
  const { query } = useApi();
  const after = Math.max(0, line.seq - AROUND - 1);
  const batch = useQuery(query.logs.read.queryOptions({ input: { id: deploymentId, kind, after }, staleTime: 60_000 }));
  if (batch.error !== null) return <ProblemNotice problem={toProblem(batch.error)} />;
  const lines = batch.data?.lines.filter(({ seq }) => seq <= line.seq + AROUND);
  if (lines === undefined) return <p role="status">Loading …</p>;
  return (
    <code className={styles.context} tabIndex={0} role="region" aria-label={`Around line ${line.seq}`}>
      {lines.map(({ seq, text }) => (
        <span key={seq} className={seq === line.seq ? styles.contextHit : undefined}>
          {`${String(seq).padStart(8)} ${stripAnsi(text).slice(0, SHOWN_CHARACTERS)}\n`}
        </span>
      ))}
    </code>
  );
}
