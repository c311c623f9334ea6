import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ChangeEvent, type DragEvent, useState } from 'react';
import type { EnvChange } from '../../../contract/environment.ts';
import type { ProjectId } from '../../../contract/ids.ts';
import { useApi } from '../../api/api-context.tsx';
import { countOf } from '../../lib/numbers.ts';
import { type Problem, toProblem } from '../../lib/problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import styles from './environment.module.css';
import { ImportPreview, withKey } from './import-preview.tsx';
import { readTextFile } from './read-file.ts';

interface ImportDialogProps {
  readonly projectId: ProjectId;
  readonly onClose: () => void;
}

/** Text in, what it would change shown, then done: two steps, and the second says how many. */
export function ImportDialog({ projectId, onClose }: ImportDialogProps) {
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const [text, setText] = useState('');
  const [refusal, setRefusal] = useState<Problem | null>(null);
  const [secretKeys, setSecretKeys] = useState<ReadonlySet<string>>(new Set());
  const preview = useMutation(
    query.environment.previewImport.mutationOptions({
      onSuccess: (changes) => setSecretKeys(new Set(changes.filter(({ isSecret }) => isSecret).map(({ key }) => key))),
    }),
  );
  const load = useMutation(query.environment.import.mutationOptions());
  const effective = (preview.data ?? []).filter(isEffective);
  const failed = [preview, load].find(({ isError }) => isError);

  const write = (next: string) => {
    setText(next);
    setRefusal(null);
    preview.reset();
    load.reset();
  };
  const readFile = async (file: File | undefined) => {
    if (file === undefined) return;
    const read = await readTextFile(file);
    if (typeof read === 'string') write(read);
    else setRefusal(read);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    void readFile(event.dataTransfer.files[0]);
  };
  const submit = () =>
    load.mutate(
      { id: projectId, text, secretKeys: [...secretKeys] },
      {
        onSuccess: () => {
          void cache.invalidateQueries({ queryKey: query.environment.key() });
          announce(`${countOf(effective.length, 'variable')} imported. The next deployment applies them.`);
          onClose();
        },
      },
    );

  return (
    <Dialog
      isOpen
      onClose={onClose}
      isWide
      title="Import .env"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          {preview.data === undefined ? (
            <Button
              kind="primary"
              disabled={text.trim() === ''}
              onClick={() => preview.mutate({ id: projectId, text })}
              busy={preview.isPending && 'Reading…'}
            >
              Show what would change
            </Button>
          ) : (
            <Button
              kind="primary"
              disabled={effective.length === 0}
              onClick={submit}
              busy={load.isPending && 'Importing…'}
            >
              {effective.length === 0 ? 'Nothing to import' : `Import ${countOf(effective.length, 'variable')}`}
            </Button>
          )}
        </>
      }
    >
      <div onDrop={drop} onDragOver={(event) => event.preventDefault()}>
        <TextArea
          label="Text"
          description="Lines of NAME=value, as in a .env file. Paste them, drop the file here, or choose it. Nothing is changed yet."
          rows={preview.data === undefined ? 10 : 4}
          autoFocus
          value={text}
          onChange={write}
        />
      </div>
      <label className={styles.file}>
        Choose a file
        <input
          type="file"
          onChange={(event: ChangeEvent<HTMLInputElement>) => void readFile(event.target.files?.[0])}
        />
      </label>
      {refusal !== null && <ProblemNotice problem={refusal} />}
      {failed !== undefined && <ProblemNotice problem={toProblem(failed.error)} />}
      {preview.data !== undefined && (
        <ImportPreview
          changes={preview.data}
          secretKeys={secretKeys}
          onSecret={(key, isSecret) => setSecretKeys((old) => withKey(old, key, isSecret))}
        />
      )}
    </Dialog>
  );
}

function isEffective({ change }: EnvChange): boolean {
  return change === 'added' || change === 'changed';
}
