import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Volume } from '../../../../contract/volumes.ts';
import { useApi } from '../../../api/api-context.tsx';
import { toProblem } from '../../../lib/problem.ts';
import { useAnnounce } from '../../../ui/announcer.tsx';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Loaded } from '../../../ui/loaded.tsx';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';
import { baseName } from '../browser/file-path.ts';
import { shownName } from '../browser/shown-name.ts';
import { fromField, toField } from './line-endings.ts';
import styles from './preview.module.css';

interface TextPreviewProps {
  readonly volume: Volume;
  readonly path: string;
  readonly title: string;
  readonly onDownload: () => void;
  readonly onClose: () => void;
}

interface Draft {
  readonly text: string;
  /** Of what was read when it was begun: what others write meanwhile is not overwritten. */
  readonly etag: string;
}

/** A small text, to be read and changed. Changes are kept here until they are saved or thrown away. */
export function TextPreview({ volume, path, title, onDownload, onClose }: TextPreviewProps) {
  const { query, client } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const [draft, setDraft] = useState<Draft | null>(null);
  const [isLeaving, setLeaving] = useState(false);
  const input = { id: volume.id, path };
  const read = useQuery({ ...query.files.readText.queryOptions({ input }), staleTime: 0, gcTime: 0, retry: false });
  const name = shownName(baseName(path));
  const isChanged = draft !== null && draft.text !== toField(read.data?.text ?? '');

  const save = useMutation({
    mutationFn: ({ text, etag }: Draft) =>
      client.files.writeText({
        ...input,
        text: fromField(text, read.data?.text ?? ''),
        etag,
        hasByteOrderMark: read.data?.hasByteOrderMark ?? false,
      }),
    onSuccess: async () => {
      await read.refetch();
      setDraft(null);
      announce(`${name} is saved.`);
      void cache.invalidateQueries({ queryKey: query.files.list.key() });
    },
  });
  const problem = save.isError ? toProblem(save.error) : null;
  const isConflict = problem?.code === 'FILE_CHANGED';

  const close = () => (isChanged && !isLeaving ? setLeaving(true) : onClose());
  /** What is there now is given up for what was typed here. */
  const overwrite = async () => {
    const { etag } = await client.files.readText(input);
    if (draft !== null) save.mutate({ ...draft, etag });
  };
  const reload = async () => {
    save.reset();
    setDraft(null);
    await read.refetch();
  };
  return (
    <Dialog
      isOpen
      isWide
      onClose={close}
      title={title}
      footer={
        <>
          <Button onClick={onDownload}>Download</Button>
          <Button
            kind="primary"
            disabled={!isChanged}
            busy={save.isPending && 'Saving…'}
            onClick={() => draft !== null && save.mutate(draft)}
          >
            Save
          </Button>
        </>
      }
    >
      {isLeaving && isChanged && (
        <div className={styles.line} role="alert">
          <span>Changes of {name} are not saved.</span>
          <span className={styles.line}>
            <Button isSmall kind="danger" onClick={onClose}>
              Throw them away
            </Button>
            <Button isSmall onClick={() => setLeaving(false)}>
              Go on editing
            </Button>
          </span>
        </div>
      )}
      {problem !== null && (
        <ProblemNotice
          problem={problem}
          actions={
            isConflict && (
              <>
                <Button onClick={() => void reload()}>Take what is there now</Button>
                <Button kind="danger" onClick={() => void overwrite()}>
                  Overwrite it
                </Button>
              </>
            )
          }
        />
      )}
      <Loaded query={read} what={name}>
        {({ text, etag }) => (
          <textarea
            className={styles.text}
            aria-label={`Text of ${name}`}
            spellCheck={false}
            value={draft?.text ?? toField(text)}
            onChange={(event) => setDraft({ text: event.target.value, etag: draft?.etag ?? etag })}
          />
        )}
      </Loaded>
    </Dialog>
  );
}
