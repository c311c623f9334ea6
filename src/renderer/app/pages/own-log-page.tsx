import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import type { OwnLogSearch } from '../../features/diagnostics/own-log-search.ts';
import { OwnLogView } from '../../features/diagnostics/own-log-view.tsx';
import { ReportDialog } from '../../features/diagnostics/report-dialog.tsx';
import { Button } from '../../ui/button.tsx';
import styles from '../frame.module.css';

export function OwnLogPage() {
  const search = useSearch({ from: '/log' });
  const navigate = useNavigate();
  const [isReporting, setReporting] = useState(false);
  const change = useCallback(
    (part: Partial<OwnLogSearch>) =>
      void navigate({ to: '/log', search: { ...search, ...part }, replace: true, resetScroll: false }),
    [navigate, search],
  );
  return (
    <>
      <h1>Control plane log</h1>
      <p className={styles.lead}>
        What miniPaaS itself did and what went wrong for it, without secrets. Applications have logs of their own.
      </p>
      <OwnLogView
        search={search}
        onSearch={change}
        actions={
          <Button isSmall onClick={() => setReporting(true)}>
            Report a problem…
          </Button>
        }
      />
      {isReporting && <ReportDialog onClose={() => setReporting(false)} />}
    </>
  );
}
