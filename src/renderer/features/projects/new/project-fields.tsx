import { useQuery } from '@tanstack/react-query';
import type { Detection } from '../../../../contract/sources.ts';
import { useApi } from '../../../api/api-context.tsx';
import { CheckField } from '../../../ui/check-field.tsx';
import { CodeBlock } from '../../../ui/code-block.tsx';
import { Disclosure } from '../../../ui/disclosure.tsx';
import layout from '../../../ui/form.module.css';
import { SelectField } from '../../../ui/select-field.tsx';
import { TextArea } from '../../../ui/text-area.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import type { ProjectDraft } from './draft.ts';
import { VariablesEditor } from './variables-editor.tsx';

interface ProjectFieldsProps {
  readonly detection: Detection;
  readonly suggestedName: string;
  readonly draft: ProjectDraft;
  readonly onChange: (part: Partial<ProjectDraft>) => void;
  readonly errors: Readonly<Record<string, string | undefined>>;
}

export function ProjectFields({ detection, suggestedName, draft, onChange, errors }: ProjectFieldsProps) {
  const filled = draft.variables.filter(({ value }) => value !== '').length;
  return (
    <>
      <div className={layout.pair}>
        <TextField
          label="Name"
          description="Also the first part of its address."
          placeholder={suggestedName}
          value={draft.name}
          onChange={(name) => onChange({ name })}
          error={errors['name']}
        />
        <TextField
          label="Port"
          description={`On which the application listens. Empty: ${detection.port ?? 'found out when it runs'}.`}
          placeholder={detection.port === null ? '' : String(detection.port)}
          inputMode="numeric"
          value={draft.port}
          onChange={(port) => onChange({ port })}
          error={errors['port']}
        />
        <HostField draft={draft} onChange={onChange} />
      </div>
      <Disclosure
        summary="Variables"
        note={draft.variables.length === 0 ? 'none' : `${draft.variables.length} found, ${filled} with a value`}
        isInitiallyOpen={draft.variables.length > 0}
      >
        <VariablesEditor variables={draft.variables} onChange={(variables) => onChange({ variables })} />
      </Disclosure>
      {detection.kind !== 'image' && (
        <DockerfileFields detection={detection} draft={draft} onChange={onChange} errors={errors} />
      )}
      <Advanced draft={draft} onChange={onChange} errors={errors} />
    </>
  );
}

type PartProps = Pick<ProjectFieldsProps, 'draft' | 'onChange' | 'errors'>;

function DockerfileFields({ detection, draft, onChange, errors }: PartProps & Pick<ProjectFieldsProps, 'detection'>) {
  const isOverridden = draft.dockerfileOverride !== null;
  return (
    <Disclosure
      summary="Dockerfile"
      note={isOverridden ? 'your own' : detection.isDockerfileGenerated ? 'generated' : 'of the repository'}
    >
      <CheckField
        label="Write my own"
        description="Starts from the one below and replaces it for this project; the repository is not changed."
        isChecked={isOverridden}
        onChange={(isOn) => onChange({ dockerfileOverride: isOn ? detection.dockerfile : null })}
      />
      {draft.dockerfileOverride === null ? (
        <CodeBlock
          code={detection.dockerfile}
          label={detection.isDockerfileGenerated ? 'Generated Dockerfile' : 'Dockerfile of the repository'}
        />
      ) : (
        <TextArea
          label="Dockerfile"
          rows={16}
          value={draft.dockerfileOverride}
          onChange={(dockerfileOverride) => onChange({ dockerfileOverride })}
          error={errors['dockerfileOverride']}
        />
      )}
    </Disclosure>
  );
}

function Advanced({ draft, onChange, errors }: PartProps) {
  return (
    <Disclosure summary="Advanced" note="health check, limits, build cache">
      <div className={layout.pair}>
        <TextField
          label="Health path"
          description="Must answer 200 to 399 before a release serves. Empty: a TCP connection is enough."
          placeholder="/healthz"
          value={draft.healthPath}
          onChange={(healthPath) => onChange({ healthPath })}
          error={errors['healthPath']}
        />
        <TextField
          label="Memory limit"
          description="Empty: the installation’s default."
          unit="MB"
          inputMode="numeric"
          value={draft.memoryLimitMb}
          onChange={(memoryLimitMb) => onChange({ memoryLimitMb })}
          error={errors['memoryLimitMb']}
        />
        <TextField
          label="CPU limit"
          description="1000 is one core. Empty: the installation’s default."
          unit="millicores"
          inputMode="numeric"
          value={draft.cpuLimitMillicores}
          onChange={(cpuLimitMillicores) => onChange({ cpuLimitMillicores })}
          error={errors['cpuLimitMillicores']}
        />
      </div>
      <CheckField
        label="Enable build cache"
        description="Steps whose input did not change are not run again."
        isChecked={draft.isBuildCacheEnabled}
        onChange={(isBuildCacheEnabled) => onChange({ isBuildCacheEnabled })}
      />
    </Disclosure>
  );
}

function HostField({ draft, onChange }: Pick<PartProps, 'draft' | 'onChange'>) {
  const { query } = useApi();
  const hosts = useQuery(query.hosts.list.queryOptions()).data ?? [];
  if (hosts.length < 2) return null;
  const chosen = draft.hostId ?? hosts[0]?.id;
  return (
    <SelectField
      label="Host"
      description="Builds and runs it."
      value={String(chosen)}
      options={hosts.map(({ id, name, status }) => ({
        value: String(id),
        label: status === 'connected' ? name : `${name} (${status})`,
      }))}
      onChange={(value) => onChange({ hostId: hosts.find(({ id }) => String(id) === value)?.id ?? null })}
    />
  );
}
