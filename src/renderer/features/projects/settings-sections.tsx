import { CheckField } from '../../ui/check-field.tsx';
import layout from '../../ui/form.module.css';
import { Panel } from '../../ui/panel.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { CredentialFields } from './credential-fields.tsx';
import { ProjectCache } from './project-cache.tsx';
import styles from './project-settings.module.css';
import { type SectionProps, SettingsEntry } from './settings-entry.tsx';

export function SourceSection(section: SectionProps) {
  const { project, draft, onChange } = section;
  const { source } = project;
  return (
    <Panel title="Source">
      <div className={layout.columns}>
        {source.kind === 'git' && (
          <>
            <SettingsEntry
              section={section}
              field="repoUrl"
              label="Repository"
              description="https, ssh, or a path on the machine of miniPaaS."
            />
            <SettingsEntry
              section={section}
              field="branch"
              label="Branch"
              description="Empty: the repository’s default branch."
            />
          </>
        )}
        {source.kind === 'folder' && (
          <div>
            <p className={styles.fixed}>Folder</p>
            <p>{source.path}</p>
          </div>
        )}
        {source.kind === 'image' ? (
          <SettingsEntry
            section={section}
            field="image"
            label="Image"
            description="Pulled at each deployment; nothing is built."
          />
        ) : (
          <SettingsEntry
            section={section}
            field="rootDirectory"
            label="Directory"
            description="Of the application inside the source. Empty: the top."
          />
        )}
      </div>
      {source.kind === 'git' && (
        <>
          <CredentialFields
            value={draft.credential}
            noneLabel={project.hasCredential ? 'Keep the one that is stored' : 'None, it is public'}
            onChange={(credential) => onChange({ credential, isCredentialRemoved: false })}
          />
          {project.hasCredential && draft.credential.kind === 'none' && (
            <CheckField
              label="Forget the stored token or key"
              isChecked={draft.isCredentialRemoved}
              onChange={(isCredentialRemoved) => onChange({ isCredentialRemoved })}
            />
          )}
        </>
      )}
    </Panel>
  );
}

export function BuildSection(section: SectionProps) {
  const { project, draft, onChange, errors } = section;
  if (project.source.kind === 'image') return null;
  return (
    <Panel title="Build">
      <SettingsEntry
        section={section}
        field="dockerfilePath"
        label="Path of the Dockerfile"
        description="Below the directory. Empty: “Dockerfile” if there is one, else a generated one."
        placeholder="Dockerfile"
      />
      <TextArea
        label="Dockerfile of your own"
        description="Replaces the repository’s or the generated one. Empty: not used."
        rows={draft.dockerfileOverride === '' ? 3 : 14}
        value={draft.dockerfileOverride}
        onChange={(dockerfileOverride) => onChange({ dockerfileOverride })}
        error={errors['dockerfileOverride']}
      />
      <CheckField
        label="Enable build cache"
        description="Steps whose input did not change are not run again. Switch it off once when a build keeps something old."
        isChecked={draft.isBuildCacheEnabled}
        onChange={(isBuildCacheEnabled) => onChange({ isBuildCacheEnabled })}
      />
      <ProjectCache id={project.id} />
      <SettingsEntry
        section={section}
        field="keepImageHistory"
        label="Images kept for rollback"
        description="The running one included. Older ones are removed after a deployment; rolling back to those needs a build."
        unit="images"
      />
    </Panel>
  );
}

export function ReadinessSection(section: SectionProps) {
  return (
    <Panel title="Readiness">
      <div className={layout.columns}>
        <SettingsEntry
          section={section}
          field="port"
          label="Port"
          description="On which the application listens in its container; it gets it as PORT. Empty: found out."
        />
        <SettingsEntry
          section={section}
          field="healthPath"
          label="Health path"
          description="Must answer 200 to 399 before a release serves. Empty: a TCP connection is enough."
          placeholder="/healthz"
        />
        <SettingsEntry
          section={section}
          field="healthTimeoutSeconds"
          label="Time to become ready"
          description="After that the release has failed, and the one before it serves on."
          unit="seconds"
        />
        <SettingsEntry
          section={section}
          field="healthPort"
          label="Health port"
          description="Where it is asked, if that is not the port it serves on. Empty: the same."
          placeholder="8081"
        />
        <SettingsEntry
          section={section}
          field="healthGraceSeconds"
          label="Left alone at first"
          description="It is not asked so long after its start; that does not count as time to become ready."
          unit="seconds"
        />
        <SettingsEntry
          section={section}
          field="healthIntervalSeconds"
          label="Asked every"
          description="At most: in its first moments it is asked more often."
          unit="seconds"
        />
        <SettingsEntry
          section={section}
          field="healthProbeTimeoutSeconds"
          label="An answer may take"
          description="Longer is none."
          unit="seconds"
        />
      </div>
    </Panel>
  );
}

const strategies = [
  { value: 'auto', label: 'as its volumes need' },
  { value: 'rolling', label: 'beside the one that serves' },
  { value: 'recreate', label: 'after the one that serves was stopped' },
] as const;

/** How a release takes the place of the one before it, and gives it back. */
export function ReleaseSection(section: SectionProps) {
  const { draft, onChange } = section;
  return (
    <Panel title="Taking over">
      <div className={layout.columns}>
        <SelectField
          label="A new release starts"
          description="Data that only one program may write needs the old one stopped first: then it is away until the new one is ready."
          value={draft.releaseStrategy}
          options={strategies}
          onChange={(releaseStrategy) => onChange({ releaseStrategy })}
        />
        <SettingsEntry
          section={section}
          field="drainSeconds"
          label="The old one finishes for"
          description="With an ingress: new requests go to the new one, and what the old one has begun it may end."
          unit="seconds"
        />
        <SettingsEntry
          section={section}
          field="autoRollbackMinutes"
          label="Watched for crashes"
          description="A release that crashes three times so soon gives way to the one before it. 0: never."
          unit="minutes"
        />
      </div>
      {/* The command is a line of a terminal: it gets the whole width. */}
      <SettingsEntry
        section={section}
        field="releaseCommand"
        label="Release command"
        description="Run once in a container of the new image before it takes over, with its variables and volumes; to migrate a database. When it fails, the old release serves on. Empty: none."
        placeholder="npm run migrate"
      />
      <div className={layout.columns}>
        <SettingsEntry
          section={section}
          field="releaseCommandTimeoutSeconds"
          label="It may take"
          description="Then it is ended, and the release has failed."
          unit="seconds"
        />
        <CheckField
          label="Run it for a rollback as well"
          description="An older release has had its command once; most migrations must not be run backwards."
          isChecked={draft.releaseCommandOnRollback}
          onChange={(releaseCommandOnRollback) => onChange({ releaseCommandOnRollback })}
        />
      </div>
    </Panel>
  );
}

export function AddressSection(section: SectionProps) {
  const { project, draft } = section;
  return (
    <Panel title="Name and address">
      <div className={layout.columns}>
        <SettingsEntry
          section={section}
          field="name"
          label="Name"
          description={`For people. Containers and images keep “${project.slug}”.`}
        />
        <SettingsEntry
          section={section}
          field="subdomain"
          label="Subdomain"
          description={`${draft.subdomain === '' ? 'NAME' : draft.subdomain}.localhost${project.urlNote === null ? '' : `. ${project.urlNote}`}`}
        />
      </div>
    </Panel>
  );
}
