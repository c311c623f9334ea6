/** What can be done to files: each action asks first where something could be lost. */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import type { FileEntry } from '../../../../contract/files.ts';
import { deciderOf } from '../../../../transfer/conflicts.ts';
import type { ConflictDecision, TransferConflict } from '../../../../contract/transfers.ts';
import type { Volume } from '../../../../contract/volumes.ts';
import { useApi } from '../../../api/api-context.tsx';
import { countOf } from '../../../lib/numbers.ts';
import { type Problem, toProblem } from '../../../lib/problem.ts';
import type { NamedDecision } from '../../../../transfer/upload-run.ts';
import { describeEntries } from './describe-entries.ts';
import { type FileClipboard, pasteGroups, pasteProblem } from './file-clipboard.ts';
import { baseName, joinPath } from './file-path.ts';
import { useFileJobs } from './use-file-jobs.ts';

/** Paths of one request. */
const PATHS_AT_ONCE = 5_000;

/** A paste that waits for an answer. */
export interface PasteQuestion {
  readonly clipboard: FileClipboard;
  readonly folder: string;
  readonly conflicts: readonly TransferConflict[];
}

export function useFileActions(volume: Volume, onProblem: (problem: Problem) => void) {
  const { client, query } = useApi();
  const cache = useQueryClient();
  const [question, setQuestion] = useState<PasteQuestion | null>(null);
  const id = volume.id;

  const refresh = useCallback(() => {
    void cache.invalidateQueries({ queryKey: query.files.key() });
    void cache.invalidateQueries({ queryKey: query.volumes.key() });
  }, [cache, query]);

  const { jobs, run, cancel, dismiss } = useFileJobs(id, refresh);

  const remove = useCallback(
    (folder: string, entries: readonly FileEntry[]) => {
      const what = describeEntries(entries);
      const paths = entries.map(({ name }) => joinPath(folder, name));
      return run({
        label: `Deleting ${what}`,
        done: `${what} ${entries.length === 1 ? 'is' : 'are'} deleted.`,
        paths,
        start: (some, waitMs) => client.files.removeMany({ id, paths: some, waitMs }),
      });
    },
    [client, id, run],
  );

  const put = useCallback(
    async (
      { mode, paths }: FileClipboard,
      folder: string,
      conflicts: readonly TransferConflict[],
      named: readonly NamedDecision[],
      rest: ConflictDecision,
    ) => {
      const verb = mode === 'move' ? 'Moving' : 'Copying';
      const done = mode === 'move' ? 'moved' : 'copied';
      for (const { conflict, paths: some } of pasteGroups(paths, conflicts, baseName, deciderOf(named, rest))) {
        const what = countOf(some.length, 'thing');
        const isDone = await run({
          label: `${verb} ${what}`,
          done: `${what} ${some.length === 1 ? 'is' : 'are'} ${done}.`,
          paths: some,
          start: (part, waitMs) => client.files[mode]({ id, paths: part, to: folder, conflict, waitMs }),
        });
        if (!isDone) return;
      }
    },
    [client, id, run],
  );

  const lookUp = useCallback(
    async (paths: readonly string[]) => {
      const found: Awaited<ReturnType<typeof client.files.conflicts>> = [];
      for (let at = 0; at < paths.length; at += PATHS_AT_ONCE) {
        found.push(...(await client.files.conflicts({ id, paths: paths.slice(at, at + PATHS_AT_ONCE) })));
      }
      return found;
    },
    [client, id],
  );

  const takenNames = useCallback(
    async ({ paths }: FileClipboard, folder: string): Promise<readonly TransferConflict[]> => {
      const there = await lookUp(paths.map((path) => joinPath(folder, baseName(path))));
      const names = new Set(there.map((entry) => baseName(entry.path)));
      const mine = await lookUp(paths.filter((path) => names.has(baseName(path))));
      const own = new Map(mine.map((entry) => [baseName(entry.path), entry]));
      return there.flatMap((entry) => {
        const name = baseName(entry.path);
        const incoming = own.get(name);
        return incoming === undefined ? [] : [{ path: name, existing: factsOf(entry), incoming: factsOf(incoming) }];
      });
    },
    [lookUp],
  );

  /** True when it begins or asks; false with the reason told. */
  const paste = useCallback(
    async (clipboard: FileClipboard, folder: string): Promise<boolean> => {
      const refusal = pasteProblem(clipboard, folder);
      if (refusal !== null) {
        onProblem({ code: 'MOVE_INTO_ITSELF', message: refusal, hint: 'Go to another folder and paste there.' });
        return false;
      }
      try {
        // A copy beside its original takes a new name without a question.
        const isBeside = clipboard.paths.every((path) => joinPath(folder, baseName(path)) === path);
        const taken = isBeside ? [] : await takenNames(clipboard, folder);
        if (taken.length > 0) setQuestion({ clipboard, folder, conflicts: taken });
        else if (isBeside) void put(clipboard, folder, clipboard.paths.map(conflictWithItself), [], 'keepBoth');
        else void put(clipboard, folder, [], [], 'skip');
        return true;
      } catch (error) {
        onProblem(toProblem(error));
        return false;
      }
    },
    [onProblem, put, takenNames],
  );

  const answer = useCallback(
    (named: readonly NamedDecision[], rest: ConflictDecision) => {
      if (question !== null) void put(question.clipboard, question.folder, question.conflicts, named, rest);
      setQuestion(null);
    },
    [question, put],
  );

  return { jobs, cancel, dismiss, remove, paste, question, answer, dropQuestion: () => setQuestion(null), refresh };
}

type Facts = TransferConflict['existing'];

function factsOf({ kind, sizeBytes, modifiedAt }: Facts): Facts {
  return { kind, sizeBytes, modifiedAt };
}

function conflictWithItself(path: string): TransferConflict {
  const facts: Facts = { kind: 'file', sizeBytes: 0, modifiedAt: '' };
  return { path: baseName(path), existing: facts, incoming: facts };
}
