import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Deployment } from '../../contract/deployments.ts';
import { useApi } from './api-context.tsx';
import { createEventApplier } from './live.ts';

/** Puts an answer where its event will put it in a moment, so that a press shows at once. */
function useApply(): (deployment: Deployment) => void {
  const api = useApi();
  const cache = useQueryClient();
  return useMemo(() => {
    const apply = createEventApplier({ api, cache });
    return (deployment) => apply({ type: 'deployment', deployment });
  }, [api, cache]);
}

export function useDeploymentMutations() {
  const { query } = useApi();
  const onSuccess = useApply();
  return {
    deploy: useMutation(query.deployments.create.mutationOptions({ onSuccess })),
    cancel: useMutation(query.deployments.cancel.mutationOptions({ onSuccess })),
    retry: useMutation(query.deployments.retry.mutationOptions({ onSuccess })),
    rollback: useMutation(query.deployments.rollback.mutationOptions({ onSuccess })),
  };
}
