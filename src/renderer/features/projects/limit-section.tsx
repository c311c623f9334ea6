import { formatBytes } from '../../../contract/bytes.ts';
import type { Project } from '../../../contract/projects.ts';
import { useUsage } from '../../api/use-usage.ts';
import { formatMillicores } from '../../lib/units.ts';
import layout from '../../ui/form.module.css';
import { Panel } from '../../ui/panel.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { describeWaiting, waitingLimits } from './limit-state.ts';
import styles from './project-settings.module.css';
import { type SectionProps, SettingsEntry } from './settings-entry.tsx';

export function LimitSection(section: SectionProps) {
  const { project, draft, onChange } = section;
  const { usage } = useUsage()(project.id);
  const uses = (text: string | undefined): string => (text === undefined ? '' : ` It uses ${text} now.`);
  return (
    <Panel title="Limits and restart">
      <InForce project={project} />
      <div className={layout.columns}>
        <SettingsEntry
          section={section}
          field="memoryLimitMb"
          label="Memory limit"
          description={`An application that needs more is ended. Empty: no limit.${uses(usage === null ? undefined : formatBytes(usage.memoryBytes))}`}
          unit="MB"
        />
        <SettingsEntry
          section={section}
          field="cpuLimitMillicores"
          label="CPU limit"
          description={`1000 is one core. Empty: no limit.${uses(usage === null ? undefined : formatMillicores(usage.cpuMillicores))}`}
          unit="millicores"
        />
        <SettingsEntry
          section={section}
          field="pidsLimit"
          label="Processes"
          description="Threads included: it cannot start more. Empty: no limit."
          unit="processes"
        />
        <SelectField
          label="Restart policy"
          description="What the engine does when the application ends by itself."
          value={draft.restartPolicy}
          onChange={(restartPolicy) => onChange({ restartPolicy })}
          options={[
            { value: 'unless-stopped', label: 'always, unless it was stopped' },
            { value: 'always', label: 'always, also after the machine restarts' },
            { value: 'on-failure', label: 'only after a failure' },
            { value: 'no', label: 'never' },
          ]}
        />
        {draft.restartPolicy === 'on-failure' && (
          <SettingsEntry
            section={section}
            field="restartMaxRetries"
            label="Restarts after failures"
            description="After so many in a row it stays stopped. Empty: as often as it takes."
            unit="restarts"
          />
        )}
      </div>
    </Panel>
  );
}

/** Whether what is saved is what the running release has. */
function InForce({ project: { runningLimits, settings, runState } }: { readonly project: Project }) {
  if (runningLimits === null) return <p>In force from the first release on.</p>;
  const waiting = describeWaiting(waitingLimits(runningLimits, settings));
  if (waiting !== null) return <p className={styles.waiting}>{waiting}</p>;
  const what = runState === 'running' ? 'the running release' : 'the last release';
  return (
    <p>In force for {what}. A change applies to it at once; only lifting the memory limit waits for a deployment.</p>
  );
}
