import { assertNever } from '../../contract/assert-never.ts';
import { useApi, useConnectionState } from '../api/api-context.tsx';
import type { ConnectionState } from '../api/connection.ts';
import type { Tone } from '../lib/tone.ts';
import { Button } from '../ui/button.tsx';
import { Status } from '../ui/mark.tsx';
import styles from './frame.module.css';

/** Whether what is shown is how it is. */
export function ConnectionMark() {
  const { connection } = useApi();
  const state = useConnectionState();
  const { tone, label, title } = view(state);
  return (
    <span className={styles.connection} title={title}>
      <span role="status">
        <Status tone={tone} label={label} />
      </span>
      {state.status === 'reconnecting' && (
        <Button isSmall onClick={connection.reconnect}>
          Now
        </Button>
      )}
    </span>
  );
}

function view(state: ConnectionState): { tone: Tone; label: string; title: string } {
  switch (state.status) {
    case 'connecting':
      return { tone: 'busy', label: 'connecting', title: 'The dashboard connects to miniPaaS.' };
    case 'live':
      return { tone: 'ok', label: 'live', title: 'What is shown changes as it happens.' };
    case 'reconnecting':
      return {
        tone: 'warn',
        label: 'reconnecting',
        title: `miniPaaS does not answer; attempt ${state.attempt}. What is shown may be out of date.`,
      };
    case 'loggedOut':
      return { tone: 'bad', label: 'logged out', title: 'What is shown is no longer kept up to date.' };
    default:
      return assertNever(state);
  }
}
