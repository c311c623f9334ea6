import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type RefObject, useEffect, useRef, useState } from 'react';
import type { Host } from '../../../contract/hosts.ts';
import { useApi } from '../../api/api-context.tsx';
import { upsert } from '../../api/patch.ts';
import { toProblem } from '../../lib/problem.ts';
import { fieldError, isOfField } from './field-problem.ts';
import {
  emptyHost,
  type HostDraft,
  type HostFieldErrors,
  hostDraftErrors,
  leadsElsewhere,
  toHostInput,
} from './host-draft.ts';

type Deed = 'test' | 'add';

/**
 * The course of the dialog. A password or passphrase is read from its field at the moment of sending: neither React nor
 * the cache of mutations ever holds one.
 */
export function useAddHost(secret: RefObject<HTMLInputElement | null>, onAdded: (host: Host) => void) {
  const { client, query } = useApi();
  const cache = useQueryClient();
  const sending = useRef<AbortController>(null);
  const [draft, setDraft] = useState<HostDraft>(emptyHost);
  const [trusted, setTrusted] = useState<string | null>(null);
  const [errors, setErrors] = useState<HostFieldErrors>({});
  useEffect(() => () => sending.current?.abort(), []);

  const readSecret = () => secret.current?.value ?? '';
  const begin = (fingerprint: string | null) => {
    sending.current = new AbortController();
    return [toHostInput(draft, readSecret(), fingerprint), { signal: sending.current.signal }] as const;
  };
  const test = useMutation({ mutationFn: (fingerprint: string | null) => client.hosts.test(...begin(fingerprint)) });
  const add = useMutation({
    mutationFn: (fingerprint: string | null) => client.hosts.add(...begin(fingerprint)),
    onSuccess: (host) => {
      cache.setQueryData(query.hosts.list.queryKey(), (list) => list && upsert(list, host));
      onAdded(host);
    },
  });

  const forget = () => {
    sending.current?.abort();
    test.reset();
    add.reset();
    setErrors({});
  };
  const run = (deed: Deed, fingerprint: string | null) => {
    if (test.isPending || add.isPending) return;
    const wrong = hostDraftErrors(draft, readSecret());
    forget();
    setErrors(wrong);
    if (Object.keys(wrong).length === 0) (deed === 'test' ? test : add).mutate(fingerprint);
  };
  const failure = [test, add].find(({ isError }) => isError)?.error ?? null;
  const problem = failure === null || failure.name === 'AbortError' ? null : toProblem(failure);

  return {
    draft,
    change: (part: Partial<HostDraft>) => {
      setDraft((old) => ({ ...old, ...part }));
      if (leadsElsewhere(part)) setTrusted(null);
      forget();
    },
    forget,
    errors: { ...errors, ...fieldError(problem) },
    test: () => run('test', trusted),
    add: () => run('add', trusted),
    /** Again what was refused because of the key, now with its fingerprint. */
    trust: (fingerprint: string) => {
      setTrusted(fingerprint);
      run(add.isError ? 'add' : 'test', fingerprint);
    },
    stop: () => sending.current?.abort(),
    busy: test.isPending ? ('test' as const) : add.isPending ? ('add' as const) : null,
    since: test.isPending ? test.submittedAt : add.submittedAt,
    result: test.data ?? null,
    /** Why it could not be added or tried; not what a field says. */
    problem: isOfField(problem) ? null : problem,
  };
}
