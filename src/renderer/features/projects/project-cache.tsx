import { useMutation, useQuery } from '@tanstack/react-query';
import type { ProjectId } from '../../../contract/ids.ts';
import { useApi } from '../../api/api-context.tsx';
import { countOf } from '../../lib/numbers.ts';
import { toProblem } from '../../lib/problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import styles from './project-cache.module.css';
import { hitRateOf, percentOf } from './hit-rate.ts';

/** Builds that are looked at. */
const BUILDS = 10;

/** How much the builds of a project take from the cache, and the wish to begin without it once. */
export function ProjectCache({ id }: { readonly id: ProjectId }) {
  const { query } = useApi();
  const announce = useAnnounce();
  const deployments = useQuery(query.deployments.list.queryOptions({ input: { id, limit: 50 } }));
  const rate = hitRateOf(deployments.data?.items ?? [], BUILDS);
  const clear = useMutation(
    query.buildCache.clearProject.mutationOptions({
      onSuccess: () => announce('The next build of this project runs every step.'),
    }),
  );
  return (
    <div className={styles.line}>
      <span className={styles.soft}>
        {rate === null
          ? 'Nothing was built yet.'
          : `${percentOf(rate)} % from the cache: ${rate.cached} of ${countOf(rate.steps, 'step')} in the last ${countOf(rate.builds, 'build')}.`}
      </span>
      <Button isSmall onClick={() => clear.mutate({ id })} busy={clear.isPending && 'Clearing…'}>
        Clear cache of this project
      </Button>
      {clear.isError && <ProblemNotice problem={toProblem(clear.error)} />}
    </div>
  );
}
