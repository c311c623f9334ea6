import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { BuildCacheFacts, LayerRegistry } from '../../../contract/build-cache.ts';
import { formatBytes } from '../../../contract/bytes.ts';
import type { Host } from '../../../contract/hosts.ts';
import { useApi } from '../../api/api-context.tsx';
import { countOf } from '../../lib/numbers.ts';
import { toProblem } from '../../lib/problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Status } from '../../ui/mark.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import styles from './build-cache.module.css';

type Question = 'clear' | 'removeRegistry' | null;

export function HostCache({ host: { id, name } }: { readonly host: Host }) {
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const facts = useQuery(query.buildCache.get.queryOptions({ input: { id } }));
  const [question, setQuestion] = useState<Question>(null);
  const show = (next: BuildCacheFacts) => {
    cache.setQueryData(query.buildCache.get.queryKey({ input: { id } }), next);
    setQuestion(null);
  };
  const clear = useMutation(
    query.buildCache.clear.mutationOptions({
      onSuccess({ freedBytes }) {
        setQuestion(null);
        announce(`Freed ${formatBytes(freedBytes)} on ${name}.`);
        void facts.refetch();
      },
    }),
  );
  const install = useMutation(query.buildCache.installRegistry.mutationOptions({ onSuccess: show }));
  const remove = useMutation(query.buildCache.removeRegistry.mutationOptions({ onSuccess: show }));
  const isRemoving = question === 'removeRegistry';
  const asked = isRemoving ? remove : clear;
  return (
    <section className={styles.host} aria-label={`Build cache of ${name}`}>
      <Loaded query={facts} what={`the build cache of ${name}`}>
        {({ count, bytes, unusedBytes, registry }) => (
          <>
            <div className={styles.line}>
              <strong>{name}</strong>
              <span>
                {formatBytes(bytes)} in {countOf(count, 'entry', 'entries')}, {formatBytes(unusedBytes)} of it unused
                just now
              </span>
              <Button isSmall kind="danger" disabled={unusedBytes === 0} onClick={() => setQuestion('clear')}>
                Clear cache of {name}…
              </Button>
            </div>
            <Registry
              registry={registry}
              onInstall={() => install.mutate({ id })}
              isInstalling={install.isPending}
              onRemove={() => setQuestion('removeRegistry')}
            />
            {install.isError && <ProblemNotice problem={toProblem(install.error)} />}
          </>
        )}
      </Loaded>
      <Confirm
        isOpen={question !== null}
        onClose={() => {
          setQuestion(null);
          clear.reset();
          remove.reset();
        }}
        title={isRemoving ? 'Remove the registry for layers?' : `Clear the build cache of ${name}?`}
        action={isRemoving ? 'Remove the registry' : 'Clear the cache'}
        busy={asked.isPending && 'Removing…'}
        problem={asked.isError ? toProblem(asked.error) : null}
        onConfirm={() => asked.mutate({ id })}
      >
        {isRemoving ? (
          <p>Its container and every layer in it go from {name}. The engine’s own cache stays.</p>
        ) : (
          <p>
            All that no build uses at this moment goes, also of others who build on this engine: it does not say whose
            an entry is. The next builds take longer.
          </p>
        )}
      </Confirm>
    </section>
  );
}

interface RegistryProps {
  readonly registry: LayerRegistry | null;
  readonly onInstall: () => void;
  readonly isInstalling: boolean;
  readonly onRemove: () => void;
}

function Registry({ registry, onInstall, isInstalling, onRemove }: RegistryProps) {
  if (registry === null) {
    return (
      <div className={styles.line}>
        <span className={styles.soft}>No registry for layers: what is cleared is built anew.</span>
        <Button isSmall onClick={onInstall} busy={isInstalling && 'Installing…'}>
          Install a registry for layers
        </Button>
      </div>
    );
  }
  return (
    <div className={styles.line}>
      <span>Registry for layers</span>
      <Status tone={registry.isRunning ? 'ok' : 'bad'} label={registry.isRunning ? 'running' : 'stopped'} />
      <code className={styles.soft}>{registry.image}</code>
      {!registry.isRunning && (
        <Button isSmall onClick={onInstall} busy={isInstalling && 'Starting…'}>
          Start it again
        </Button>
      )}
      <Button isSmall kind="danger" onClick={onRemove}>
        Remove it…
      </Button>
    </div>
  );
}
