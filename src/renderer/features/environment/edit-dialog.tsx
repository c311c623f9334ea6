import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { envPlaceholder } from '../../../contract/env-text.ts';
import type { EnvChange } from '../../../contract/environment.ts';
import type { ProjectId } from '../../../contract/ids.ts';
import { useApi } from '../../api/api-context.tsx';
import { countOf } from '../../lib/numbers.ts';
import { toProblem } from '../../lib/problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { ImportPreview, withKey } from './import-preview.tsx';

interface EditDialogProps {
  readonly projectId: ProjectId;
  readonly onClose: () => void;
}

/** Opened anew each time: a text of yesterday must not overwrite what was set today. */
export function EditDialog({ projectId, onClose }: EditDialogProps) {
  const { client } = useApi();
  const opened = useQuery({
    queryKey: ['environment-text', projectId],
    queryFn: () => client.environment.text({ id: projectId }),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (opened.data !== undefined) {
    return <Editor projectId={projectId} initial={opened.data} onClose={onClose} />;
  }
  return (
    <Dialog isOpen onClose={onClose} isWide title="Edit as text">
      <Loaded query={opened} what="the variables">
        {() => null}
      </Loaded>
    </Dialog>
  );
}

interface EditorProps extends EditDialogProps {
  readonly initial: { readonly text: string; readonly revision: string };
}

function Editor({ projectId, initial, onClose }: EditorProps) {
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const [{ revision }] = useState(initial);
  const [text, setText] = useState(initial.text);
  const [secretKeys, setSecretKeys] = useState<ReadonlySet<string>>(new Set());
  const preview = useMutation(
    query.environment.previewEdit.mutationOptions({
      onSuccess: (changes) => setSecretKeys(new Set(changes.filter(({ isSecret }) => isSecret).map(({ key }) => key))),
    }),
  );
  const apply = useMutation(query.environment.edit.mutationOptions());
  const failed = [preview, apply].find(({ isError }) => isError);
  const isRefused = preview.data?.some(({ change }) => change === 'invalid') ?? false;
  const count = preview.data?.filter((change) => isEffective(change, secretKeys)).length ?? 0;

  const write = (next: string) => {
    setText(next);
    preview.reset();
    apply.reset();
  };
  const submit = () =>
    apply.mutate(
      { id: projectId, text, revision, secretKeys: [...secretKeys] },
      {
        onSuccess: () => {
          void cache.invalidateQueries({ queryKey: query.environment.key() });
          announce('The variables are changed. The next deployment applies them.');
          onClose();
        },
      },
    );
  return (
    <Dialog
      isOpen
      onClose={onClose}
      isWide
      title="Edit as text"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          {preview.data === undefined ? (
            <Button
              kind="primary"
              disabled={text === initial.text}
              onClick={() => preview.mutate({ id: projectId, text })}
              busy={preview.isPending && 'Reading…'}
            >
              Show what would change
            </Button>
          ) : (
            <Button
              kind="primary"
              disabled={isRefused || count === 0}
              onClick={submit}
              busy={apply.isPending && 'Applying…'}
            >
              {isRefused
                ? 'Correct the text first'
                : count === 0
                  ? 'Nothing to change'
                  : `Apply ${countOf(count, 'change')}`}
            </Button>
          )}
        </>
      }
    >
      <TextArea
        label="All variables"
        description={`What is not here is deleted. ${envPlaceholder} keeps the value that is stored; write another in its place to replace it. Comments are not kept.`}
        rows={preview.data === undefined ? 16 : 8}
        autoFocus
        value={text}
        onChange={write}
      />
      {failed !== undefined && <ProblemNotice problem={toProblem(failed.error)} />}
      {preview.data !== undefined && (
        <ImportPreview
          label="What the edit would change"
          refused="The text is not applied as long as a line cannot be read."
          changes={changesFirst(preview.data)}
          secretKeys={secretKeys}
          onSecret={(key, isSecret) => setSecretKeys((old) => withKey(old, key, isSecret))}
        />
      )}
    </Dialog>
  );
}

const changesFirst = (changes: readonly EnvChange[]) =>
  changes.toSorted((a, b) => Number(a.change === 'unchanged') - Number(b.change === 'unchanged'));

/** A plain variable that is to become a secret changes as well, with its value unchanged. */
function isEffective({ change, key, isSecret }: EnvChange, secretKeys: ReadonlySet<string>): boolean {
  if (change === 'unchanged') return !isSecret && secretKeys.has(key);
  return change !== 'invalid';
}
