import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { EnvExport } from '../../../contract/environment.ts';
import type { ProjectId } from '../../../contract/ids.ts';
import { useApi } from '../../api/api-context.tsx';
import { countOf } from '../../lib/numbers.ts';
import { formProblem } from '../../lib/form-problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { CheckField } from '../../ui/check-field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { SelectField } from '../../ui/select-field.tsx';

interface ExportDialogProps {
  readonly projectId: ProjectId;
  readonly onClose: () => void;
}

const formats = [
  { value: 'env', label: '.env' },
  { value: 'json', label: 'JSON' },
] as const;

export function ExportDialog({ projectId, onClose }: ExportDialogProps) {
  const { client } = useApi();
  const announce = useAnnounce();
  const [format, setFormat] = useState<'env' | 'json'>('env');
  const [includeSecrets, setIncludeSecrets] = useState(false);
  const download = useMutation({
    mutationFn: () => client.environment.export({ id: projectId, format, includeSecrets }),
    onSuccess: (made) => {
      save(made.text, format);
      announce(`${countOf(made.count, 'variable')} exported.`);
      if (made.unwritable.length === 0) onClose();
    },
    // Secrets do not stay in the page's memory longer than the dialog.
    gcTime: 0,
  });
  return (
    <FormDialog
      title="Export variables"
      action="Download"
      busy={download.isPending && 'Exporting…'}
      problem={formProblem(download.error, []).rest}
      onSubmit={() => download.mutate()}
      onClose={onClose}
    >
      <SelectField
        label="Format"
        description="Importing the .env file again gives the same values."
        value={format}
        options={formats}
        onChange={setFormat}
      />
      <CheckField
        label="With secrets"
        description="In the clear: whoever has the file has them. Without, only their names are in a .env file."
        isChecked={includeSecrets}
        onChange={setIncludeSecrets}
      />
      {download.data !== undefined && <Unwritable made={download.data} />}
    </FormDialog>
  );
}

function Unwritable({ made: { unwritable } }: { readonly made: EnvExport }) {
  if (unwritable.length === 0) return null;
  return (
    <Notice tone="warn" title={`Not in the file: ${unwritable.join(', ')}`}>
      The .env format cannot express every mixture of quotes and backslashes. JSON can.
    </Notice>
  );
}

function save(text: string, format: 'env' | 'json'): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: format === 'json' ? 'application/json' : 'text/plain' }));
  link.download = format === 'json' ? 'variables.json' : 'variables.env';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
