import { useId } from 'react';
import type { HostRemovalPlan } from '../../../contract/host-upkeep.ts';
import type { ProjectsOfRemovedHost } from '../../../contract/hosts.ts';
import styles from './hosts.module.css';

interface FateFieldProps {
  readonly plan: HostRemovalPlan;
  readonly value: ProjectsOfRemovedHost | null;
  readonly onChange: (fate: ProjectsOfRemovedHost) => void;
}

/** What becomes of the projects of a host that goes: nothing is chosen until a person has chosen. */
export function FateField({ plan, value, onChange }: FateFieldProps) {
  const id = useId();
  const options: readonly { readonly fate: ProjectsOfRemovedHost; readonly label: string; readonly text: string }[] = [
    {
      fate: 'remove',
      label: 'Take away what they have there',
      text: 'Their containers, images and volumes on the host are removed; what they serve ends.',
    },
    {
      fate: 'forget',
      label: 'Leave it there and forget them',
      text: 'What runs there runs on, and miniPaaS knows nothing of it any more.',
    },
  ];
  return (
    <fieldset className={styles.fate}>
      <legend>What becomes of its projects?</legend>
      <ul className={styles.plan}>
        {plan.projects.map((project) => (
          <li key={project.id}>
            <strong>{project.name}</strong>
            <span className={styles.objects}>{objectsOf(project, plan.engineUnreachable)}</span>
          </li>
        ))}
      </ul>
      {options.map(({ fate, label, text }) => (
        <div key={fate} className={styles.choice}>
          <input
            id={`${id}-${fate}`}
            type="radio"
            name={id}
            checked={value === fate}
            disabled={fate === 'remove' && plan.engineUnreachable}
            onChange={() => onChange(fate)}
            aria-describedby={`${id}-${fate}-d`}
          />
          <div>
            <label htmlFor={`${id}-${fate}`}>{label}</label>
            <p id={`${id}-${fate}-d`} className={styles.soft}>
              {fate === 'remove' && plan.engineUnreachable ? 'Not possible now: the host cannot be reached.' : text}
            </p>
          </div>
        </div>
      ))}
      <p className={styles.soft}>Or cancel, and move them to another host in their settings first.</p>
    </fieldset>
  );
}

function objectsOf(project: HostRemovalPlan['projects'][number], isUnreachable: boolean): string {
  const names = [...project.containers, ...project.images, ...project.volumes];
  if (isUnreachable) return ': what it has there cannot be listed now';
  return names.length === 0 ? ': nothing there' : `: ${names.join(', ')}`;
}
