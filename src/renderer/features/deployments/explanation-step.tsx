import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { assertNever } from '../../../contract/assert-never.ts';
import type { Deployment } from '../../../contract/deployments.ts';
import type { ExplanationStep as Step } from '../../../contract/explanation.ts';
import { useApi } from '../../api/api-context.tsx';
import { upsert } from '../../api/patch.ts';
import { useDeploymentMutations } from '../../api/use-deployment-mutations.ts';
import { formatMegabytes } from '../../lib/bytes.ts';
import { toProblem } from '../../lib/problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';

interface ExplanationStepProps {
  readonly deployment: Deployment;
  readonly step: Step;
}

/** What of the fix can be done from here. */
export function ExplanationStep({ deployment, step }: ExplanationStepProps) {
  const params = { projectId: String(deployment.projectId) };
  switch (step.type) {
    case 'setPort':
      return (
        <ChangeAndRetry
          deployment={deployment}
          change={{ port: step.port }}
          label={`Set port ${step.port} and deploy`}
        />
      );
    case 'setMemory':
      return (
        <ChangeAndRetry
          deployment={deployment}
          change={{ memoryLimitMb: step.memoryLimitMb }}
          label={`Allow ${formatMegabytes(step.memoryLimitMb)} and deploy`}
        />
      );
    case 'setVariables':
      return (
        <Link to="/projects/$projectId/environment" params={params} className={buttonClass('primary')}>
          Set {step.keys.length === 1 ? step.keys[0] : `${step.keys.length} variables`}
        </Link>
      );
    case 'openSettings':
      return (
        <Link to="/projects/$projectId/settings" params={params} className={buttonClass('primary')}>
          Open the settings
        </Link>
      );
    default:
      return assertNever(step);
  }
}

interface ChangeAndRetryProps {
  readonly deployment: Deployment;
  readonly change: { readonly port?: number; readonly memoryLimitMb?: number };
  readonly label: string;
}

function ChangeAndRetry({ deployment: { id, projectId }, change, label }: ChangeAndRetryProps) {
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const update = useMutation(query.projects.update.mutationOptions());
  const { retry } = useDeploymentMutations();
  const failed = [update, retry].find(({ isError }) => isError);
  async function run(): Promise<void> {
    try {
      const project = await update.mutateAsync({ id: projectId, ...change });
      cache.setQueryData(query.projects.get.queryKey({ input: { id: projectId } }), project);
      cache.setQueryData(query.projects.list.queryKey(), (list) => list && upsert(list, project));
      const made = await retry.mutateAsync({ id });
      // By now the new deployment may stand where this button was.
      announce(`Saved, and deployment #${made.id} is queued.`);
    } catch {
      // Both say below what went wrong.
    }
  }
  return (
    <>
      <Button kind="primary" onClick={() => void run()} busy={(update.isPending || retry.isPending) && 'Deploying…'}>
        {label}
      </Button>
      {failed !== undefined && <ProblemNotice problem={toProblem(failed.error)} />}
    </>
  );
}
