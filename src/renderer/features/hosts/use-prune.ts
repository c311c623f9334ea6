import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { PruneItemView, PruneResult } from '../../../contract/host-upkeep.ts';
import type { Host } from '../../../contract/hosts.ts';
import { useApi } from '../../api/api-context.tsx';
import { toProblem } from '../../lib/problem.ts';

/** So that how far it is can be said between two answers, and a stop takes effect soon. */
const BATCH = 5;

export interface Progress {
  readonly done: number;
  readonly total: number;
}

/** Looked at first, then exactly what was chosen of it, a few at a time. */
export function usePrune(host: Host, onDone: (result: PruneResult) => void) {
  const { client } = useApi();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [progress, setProgress] = useState<Progress | null>(null);
  const stopping = useRef(new AbortController());
  useEffect(() => () => stopping.current.abort(), []);

  const look = useMutation({
    mutationFn: () => client.hosts.prunePlan({ id: host.id }),
    onSuccess: ({ items }) => setChosen(new Set(items.filter(({ needsChoice }) => !needsChoice).map(({ key }) => key))),
  });
  const remove = useMutation({
    async mutationFn(items: readonly PruneItemView[]) {
      const { signal } = (stopping.current = new AbortController());
      const all: PruneResult = { removed: [], kept: [] };
      for (let from = 0; from < items.length && !signal.aborted; from += BATCH) {
        setProgress({ done: from, total: items.length });
        const keys = items.slice(from, from + BATCH).map(({ key }) => key);
        const { removed, kept } = await client.hosts.prune({ id: host.id, keys });
        all.removed.push(...removed);
        all.kept.push(...kept);
      }
      return all;
    },
    onSuccess: onDone,
    onSettled: () => {
      setProgress(null);
      // What is there now, whatever came of it.
      look.mutate();
    },
  });

  const items = look.data?.items ?? null;
  return {
    items,
    chosen,
    toggle: (key: string) =>
      setChosen((old) => (old.has(key) ? new Set([...old].filter((other) => other !== key)) : new Set([...old, key]))),
    chosenItems: items?.filter(({ key }) => chosen.has(key)) ?? [],
    look: () => {
      remove.reset();
      look.mutate();
    },
    isLooking: look.isPending,
    remove: remove.mutate,
    /** After the few that are under way. */
    stop: () => stopping.current.abort(),
    progress,
    result: remove.data ?? null,
    problem: remove.isError ? toProblem(remove.error) : look.isError ? toProblem(look.error) : null,
  };
}
