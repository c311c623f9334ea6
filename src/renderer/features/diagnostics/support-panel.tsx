import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import styles from './diagnostics.module.css';
import { ReportDialog } from './report-dialog.tsx';

/** Where to look, and what to send, when miniPaaS itself is what does not work. */
export function SupportPanel() {
  const [isOpen, setOpen] = useState(false);
  return (
    <Panel title="When miniPaaS itself has a problem">
      <p>Its own log says what it did. A report has what somebody else needs to find the cause, and no secret.</p>
      <div className={styles.actions}>
        <Link to="/log" className={buttonClass()}>
          Control plane log
        </Link>
        <Button onClick={() => setOpen(true)}>Report a problem…</Button>
      </div>
      {isOpen && <ReportDialog onClose={() => setOpen(false)} />}
    </Panel>
  );
}
