import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ErrorGroup } from '../../../contract/error-groups.ts';
import { useApi } from '../../api/api-context.tsx';
import { toProblem } from '../../lib/problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import styles from './errors.module.css';

export function ErrorActions({ group: { id, status } }: { readonly group: ErrorGroup }) {
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const saying = (text: string) => ({
    async onSuccess() {
      announce(text);
      await cache.invalidateQueries({ queryKey: query.errorGroups.key() });
    },
  });
  const resolve = useMutation(query.errorGroups.resolve.mutationOptions(saying('The error is resolved.')));
  const ignore = useMutation(
    query.errorGroups.ignore.mutationOptions(saying('The error is ignored: it is counted, and nobody is told.')),
  );
  const reopen = useMutation(query.errorGroups.reopen.mutationOptions(saying('The error is open again.')));
  const failed = [resolve, ignore, reopen].find(({ isError }) => isError);
  const isBusy = resolve.isPending || ignore.isPending || reopen.isPending;
  return (
    <>
      <div className={styles.actions}>
        {status === 'open' ? (
          <>
            <Button
              kind="primary"
              busy={isBusy && 'Saving…'}
              onClick={() => resolve.mutate({ id, inNextRelease: false })}
            >
              Resolve
            </Button>
            <Button busy={isBusy && 'Saving…'} onClick={() => resolve.mutate({ id, inNextRelease: true })}>
              Resolve with the next release
            </Button>
            <Button busy={isBusy && 'Saving…'} onClick={() => ignore.mutate({ id })}>
              Ignore
            </Button>
          </>
        ) : (
          <Button busy={isBusy && 'Saving…'} onClick={() => reopen.mutate({ id })}>
            Open again
          </Button>
        )}
      </div>
      {failed !== undefined && <ProblemNotice title="Nothing was changed" problem={toProblem(failed.error)} />}
    </>
  );
}
