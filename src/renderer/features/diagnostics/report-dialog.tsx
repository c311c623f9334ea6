import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { formatBytes } from '../../../contract/bytes.ts';
import type { ProblemReport, ReportFile } from '../../../contract/diagnostics.ts';
import { useApi } from '../../api/api-context.tsx';
import { archiveOf } from '../../lib/archive.ts';
import { countOf } from '../../lib/numbers.ts';
import { toProblem } from '../../lib/problem.ts';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import styles from './diagnostics.module.css';

/** What is downloaded is what is shown: made once, read before it goes anywhere. */
export function ReportDialog({ onClose }: { readonly onClose: () => void }) {
  const { query, client } = useApi();
  const { mutate, data, error, isError } = useMutation(query.diagnostics.makeReport.mutationOptions());
  useEffect(() => mutate(undefined), [mutate]);
  const close = () => {
    // Forgotten by itself after a while as well.
    if (data !== undefined) void client.diagnostics.removeReport({ id: data.id }).catch(() => undefined);
    onClose();
  };
  return (
    <Dialog
      isOpen
      isWide
      onClose={close}
      title="Report a problem"
      description="Everything somebody needs who looks into a problem, and no secret. Read it before you send it; nothing is sent by miniPaaS."
      footer={data === undefined ? undefined : <Download report={data} />}
    >
      {isError && (
        <ProblemNotice
          title="The report could not be made"
          problem={toProblem(error)}
          actions={<Button onClick={() => mutate(undefined)}>Try again</Button>}
        />
      )}
      {data === undefined ? !isError && <p role="status">Gathering …</p> : <Files files={data.files} />}
    </Dialog>
  );
}

function Files({ files }: { readonly files: readonly ReportFile[] }) {
  const [name, setName] = useState(files[0]?.name);
  const shown = files.find((file) => file.name === name);
  return (
    <div className={styles.report}>
      <ul className={styles.files} aria-label="Files of the report">
        {files.map((file) => (
          <li key={file.name}>
            <button
              type="button"
              className={styles.file}
              aria-current={file.name === name}
              onClick={() => setName(file.name)}
            >
              <span>{file.name}</span>
              <span className={styles.soft}>{formatBytes(file.sizeBytes)}</span>
            </button>
          </li>
        ))}
      </ul>
      {shown !== undefined && (
        <div className={styles.content}>
          <CodeBlock label={shown.name} code={shown.content === '' ? '(empty)' : shown.content} />
        </div>
      )}
    </div>
  );
}

/** Made of what is shown, in the page: both shells write the same archive, and what was forgotten meanwhile can be saved still. */
function Download({ report }: { readonly report: ProblemReport }) {
  const size = formatBytes(report.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
  const { mutate, isPending, error } = useMutation({ mutationFn: save });
  return (
    <>
      {error !== null && <ProblemNotice title="The report could not be written" problem={toProblem(error)} />}
      <span>
        {countOf(report.files.length, 'file')}, {size}
      </span>
      <Button kind="primary" busy={isPending && 'Writing …'} onClick={() => mutate(report)}>
        Download {report.name}
      </Button>
    </>
  );
}

async function save({ name, createdAt, files }: ProblemReport): Promise<void> {
  const archive = await archiveOf(name.replace(/\.tar\.gz$/, ''), files, Date.parse(createdAt));
  const link = document.createElement('a');
  link.href = URL.createObjectURL(archive);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
