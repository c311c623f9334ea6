import { useState } from 'react';
import type { PruneResult } from '../../../contract/host-upkeep.ts';
import type { Host } from '../../../contract/hosts.ts';
import { countOf } from '../../lib/numbers.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import styles from './hosts.module.css';
import { PruneList } from './prune-list.tsx';
import { usePrune } from './use-prune.ts';

export function PrunePanel({ host }: { readonly host: Host }) {
  const announce = useAnnounce();
  const [isAsking, setAsking] = useState(false);
  const prune = usePrune(host, (result) => announce(doneText(result)));
  const { items, chosenItems, progress } = prune;
  const confirm = () => {
    setAsking(false);
    prune.remove(chosenItems);
  };
  return (
    <Panel
      title="Clean up"
      isFlush={items !== null && items.length > 0}
      actions={
        <Button onClick={prune.look} busy={prune.isLooking && 'Looking…'}>
          {items === null ? 'Show what can go' : 'Look what can go now'}
        </Button>
      }
    >
      {prune.problem !== null && <ProblemNotice problem={prune.problem} />}
      {prune.result !== null && <Outcome result={prune.result} />}
      {items === null && (
        <p>
          Containers, images and networks of miniPaaS that nothing needs any more. They are listed first; nothing of
          others is touched, nor an image that is kept for a rollback.
        </p>
      )}
      {items?.length === 0 && <p>Nothing of miniPaaS on this host is without use.</p>}
      {items !== null && items.length > 0 && (
        <>
          <PruneList items={items} chosen={prune.chosen} onToggle={prune.toggle} />
          <div className={styles.under}>
            {progress === null ? (
              <Button kind="danger" disabled={chosenItems.length === 0} onClick={() => setAsking(true)}>
                Remove {countOf(chosenItems.length, 'thing')}…
              </Button>
            ) : (
              <>
                <ProgressBar
                  label="Clean-up"
                  done={progress.done}
                  total={progress.total}
                  text={`${progress.done} of ${progress.total} removed`}
                />
                <p>
                  {progress.done} of {progress.total} removed. <Button onClick={prune.stop}>Stop</Button>
                </p>
              </>
            )}
          </div>
        </>
      )}
      <Confirm
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={`Remove ${countOf(chosenItems.length, 'thing')} from ${host.name}?`}
        action={`Remove ${countOf(chosenItems.length, 'thing')}`}
        onConfirm={confirm}
      >
        <p>This goes from the host, and cannot be brought back:</p>
        <ul className={styles.plan}>
          {chosenItems.map(({ key, kind, name, needsChoice }) => (
            <li key={key}>
              {kind} {name}
              {needsChoice && (kind === 'volume' ? ', with all data in it' : ', which runs')}
            </li>
          ))}
        </ul>
      </Confirm>
    </Panel>
  );
}

function doneText({ removed, kept }: PruneResult): string {
  return `${countOf(removed.length, 'thing')} removed${kept.length === 0 ? '' : `, ${kept.length} kept`}.`;
}

function Outcome({ result }: { readonly result: PruneResult }) {
  return (
    <Notice tone={result.kept.length === 0 ? 'ok' : 'warn'} title={doneText(result)}>
      {result.kept.length > 0 && (
        <ul className={styles.plan}>
          {result.kept.map(({ key, name, reason }) => (
            <li key={key}>
              {name}: {reason}
            </li>
          ))}
        </ul>
      )}
    </Notice>
  );
}
