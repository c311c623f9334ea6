import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type EnvTemplateId, type EnvTemplateInput, envTemplates } from '../../../contract/env-templates.ts';
import type { ProjectId } from '../../../contract/ids.ts';
import { useApi } from '../../api/api-context.tsx';
import { countOf } from '../../lib/numbers.ts';
import { formProblem } from '../../lib/form-problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { CheckField } from '../../ui/check-field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';

interface TemplateDialogProps {
  readonly projectId: ProjectId;
  /** Names of the variables that are set. */
  readonly set: readonly string[];
  readonly onClose: () => void;
}

const options = envTemplates.map(({ id, title }) => ({ value: id, label: title }));

export function TemplateDialog({ projectId, set, onClose }: TemplateDialogProps) {
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const [id, setId] = useState<EnvTemplateId>('postgresql');
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [isReplacing, setReplacing] = useState(false);
  const fill = useMutation(query.environment.template.mutationOptions());
  const template = envTemplates.find((candidate) => candidate.id === id);
  const problem = formProblem(fill.error, template?.inputs.map(({ name }) => name) ?? []);
  const taken = template?.variables.filter(({ key }) => set.includes(key)).map(({ key }) => key) ?? [];

  const choose = (next: EnvTemplateId) => {
    setId(next);
    setValues({});
    setReplacing(false);
    fill.reset();
  };
  const submit = () =>
    fill.mutate(
      { id: projectId, template: id, values, isReplacing },
      {
        onSuccess: (changes) => {
          void cache.invalidateQueries({ queryKey: query.environment.key() });
          const count = changes.filter(({ change }) => change !== 'unchanged').length;
          announce(`${countOf(count, 'variable')} set. The next deployment applies them.`);
          onClose();
        },
      },
    );
  return (
    <FormDialog
      isAtTop
      title="Variables from a template"
      action="Set variables"
      busy={fill.isPending && 'Setting…'}
      problem={problem.rest}
      onSubmit={submit}
      onClose={onClose}
    >
      <SelectField
        label="Template"
        description={template?.description}
        value={id}
        options={options}
        onChange={choose}
      />
      {template?.inputs.map((input) => (
        <TextField
          key={`${id} ${input.name}`}
          label={input.label}
          description={noteOf(input)}
          placeholder={input.initial ?? ''}
          type={input.isSecret === true ? 'password' : 'text'}
          autoComplete="off"
          value={values[input.name] ?? ''}
          onChange={(value) => setValues({ ...values, [input.name]: value })}
          error={problem.errorOf(input.name)}
        />
      ))}
      <p>Sets {template?.variables.map(({ key, isSecret }) => (isSecret ? `${key} (secret)` : key)).join(', ')}.</p>
      {taken.length > 0 && (
        <CheckField
          label={`Replace ${taken.join(', ')}`}
          description="Set already. Left as they are otherwise."
          isChecked={isReplacing}
          onChange={setReplacing}
        />
      )}
    </FormDialog>
  );
}

function noteOf({ description, initial, isOptional, generate }: EnvTemplateInput): string | undefined {
  if (generate !== undefined) return 'Generated when left empty.';
  const fallback = initial === undefined || initial === '' ? undefined : `${initial} when left empty.`;
  const note = isOptional === true ? 'May be left empty.' : fallback;
  return [description, note].filter((part) => part !== undefined).join(' ') || undefined;
}
