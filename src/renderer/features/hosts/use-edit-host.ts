import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type RefObject, useEffect, useRef, useState } from 'react';
import type { Host, UpdateHostInput } from '../../../contract/hosts.ts';
import { useApi } from '../../api/api-context.tsx';
import { upsert } from '../../api/patch.ts';
import { toProblem } from '../../lib/problem.ts';
import { fieldError, isOfField } from './field-problem.ts';
import {
  draftOf,
  type HostDraft,
  type HostFieldErrors,
  hostDraftErrors,
  leadsElsewhere,
  toHostChanges,
} from './host-draft.ts';

interface Attempt {
  readonly fingerprint: string | null;
  /** Kept although it cannot be connected. */
  readonly isForced: boolean;
}

/** As for a new host, a secret is read from its field when it is sent and held nowhere. */
export function useEditHost(
  host: Host,
  secret: RefObject<HTMLInputElement | null>,
  onSaved: (host: Host) => void,
  onUnchanged: () => void,
) {
  const { client, query } = useApi();
  const cache = useQueryClient();
  const sending = useRef<AbortController>(null);
  // What is typed is compared with what the host was when the dialog opened: its state changes meanwhile.
  const [before] = useState(host);
  const [draft, setDraft] = useState<HostDraft>(() => draftOf(host));
  const [trusted, setTrusted] = useState<string | null>(null);
  const [errors, setErrors] = useState<HostFieldErrors>({});
  useEffect(() => () => sending.current?.abort(), []);

  const readSecret = () => secret.current?.value ?? '';
  const changes = (fingerprint: string | null) => toHostChanges(before, draft, readSecret(), fingerprint);
  const save = useMutation({
    mutationFn: ({ fingerprint, isForced }: Attempt) => {
      sending.current = new AbortController();
      const input: UpdateHostInput = changes(fingerprint) ?? { id: before.id };
      return client.hosts.update(
        { ...input, ...(isForced ? { force: true } : {}) },
        { signal: sending.current.signal },
      );
    },
    onSuccess: (saved) => {
      cache.setQueryData(query.hosts.list.queryKey(), (list) => list && upsert(list, saved));
      cache.setQueryData(query.hosts.get.queryKey({ input: { id: saved.id } }), saved);
      onSaved(saved);
    },
  });

  const forget = () => {
    sending.current?.abort();
    save.reset();
    setErrors({});
  };
  const isKept =
    before.ssh?.auth === draft.login && (draft.login !== 'key' || before.ssh.privateKeyPath === draft.privateKeyPath);
  const run = (attempt: Attempt) => {
    if (save.isPending) return;
    const wrong = before.kind === 'local' ? {} : hostDraftErrors(draft, readSecret(), isKept);
    forget();
    setErrors(wrong);
    if (Object.keys(wrong).length > 0) return;
    if (changes(null) === null) onUnchanged();
    else save.mutate(attempt);
  };
  const failure = save.error;
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
    /** The keychain has a secret for this way to log in, if it needs one. */
    isKept,
    save: () => run({ fingerprint: trusted, isForced: false }),
    keep: () => run({ fingerprint: trusted, isForced: true }),
    trust: (fingerprint: string) => {
      setTrusted(fingerprint);
      run({ fingerprint, isForced: false });
    },
    stop: () => sending.current?.abort(),
    isBusy: save.isPending,
    since: save.submittedAt,
    problem: isOfField(problem) ? null : problem,
  };
}
