import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useLayoutEffect, useRef } from 'react';
import type { Queue, QueueMove } from '../../../contract/deployments.ts';
import { useApi } from '../../api/api-context.tsx';
import { toProblem } from '../../lib/problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import styles from './deployments.module.css';

type Item = Queue['waiting'][number];

/** Another place in the queue for one that waits. */
export function MoveButtons({ item: { deployment, projectName } }: { readonly item: Item }) {
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const bar = useRef<HTMLDivElement>(null);
  /** The button that was pressed: its row moves in the page, and the browser lets go of the focus then. */
  const pressed = useRef<string | null>(null);
  const { id, queuePosition } = deployment;
  const move = useMutation(
    query.deployments.moveInQueue.mutationOptions({
      onSuccess(queue) {
        cache.setQueryData(query.deployments.queue.queryKey(), queue);
        const place = queue.waiting.find((other) => other.deployment.id === id)?.deployment.queuePosition;
        announce(place == null ? `#${id} of ${projectName} begins.` : `#${id} of ${projectName} is at place ${place}.`);
      },
    }),
  );
  useLayoutEffect(() => {
    const name = pressed.current;
    if (name === null || queuePosition === null) return;
    bar.current?.querySelector<HTMLElement>(`[data-move="${name}"]`)?.focus();
    pressed.current = null;
  }, [queuePosition]);
  const go = (to: QueueMove) => {
    pressed.current = to;
    move.mutate({ id, to });
  };
  const name = `#${id} of ${projectName}`;
  return (
    <div ref={bar} className={styles.move}>
      <Button isSmall data-move="up" aria-label={`Move ${name} up`} onClick={() => go('up')}>
        ↑
      </Button>
      <Button isSmall data-move="down" aria-label={`Move ${name} down`} onClick={() => go('down')}>
        ↓
      </Button>
      <Menu
        label="Move"
        name={`Move ${name}`}
        isSmall
        items={[
          { label: 'To the front', run: () => go('front') },
          { label: 'To the end', run: () => go('back') },
        ]}
      />
      {move.isError && <ProblemNotice problem={toProblem(move.error)} />}
    </div>
  );
}
