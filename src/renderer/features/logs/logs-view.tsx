import { useQuery } from '@tanstack/react-query';
import type { Deployment } from '../../../contract/deployments.ts';
import type { DeploymentId } from '../../../contract/ids.ts';
import type { LogKind } from '../../../contract/logs.ts';
import type { Project } from '../../../contract/projects.ts';
import { useApi } from '../../api/api-context.tsx';
import { commitTitle, deploymentStatus, isInProgress, shortSha } from '../../api/deployment-view.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import styles from './log.module.css';
import type { LogSearch } from './log-search.ts';
import { LogViewer } from './log-viewer.tsx';
import { SearchView } from './search-view.tsx';

interface LogsViewProps {
  readonly project: Project;
  readonly search: LogSearch;
  readonly onSearch: (part: Partial<LogSearch>) => void;
}

const tabs = [
  { value: 'build', label: 'Build' },
  { value: 'runtime', label: 'Runtime' },
  { value: 'search', label: 'Search all' },
] as const;

export function LogsView({ project, search, onSearch }: LogsViewProps) {
  const kind = search.kind === 'search' ? defaultKind(project) : (search.kind ?? defaultKind(project));
  const tab = search.kind === 'search' ? 'search' : kind;
  const id = chosenDeployment(project, search, kind);
  if (id === null) {
    return (
      <Empty title="There is no log yet.">
        <p>The first deployment writes one; “Deploy” begins it.</p>
      </Empty>
    );
  }
  return (
    <div className={styles.page}>
      <div className={styles.choice}>
        <fieldset className={styles.kinds}>
          <legend className="said">Which log</legend>
          {tabs.map(({ value, label }) => (
            <Button
              key={value}
              aria-pressed={value === tab}
              className={value === tab ? styles.on : undefined}
              onClick={() => onSearch({ kind: value, deployment: id, line: undefined, at: undefined })}
            >
              {label}
            </Button>
          ))}
        </fieldset>
        {tab !== 'search' && (
          <DeploymentChoice
            project={project}
            id={id}
            onChoose={(deployment) => onSearch({ kind, deployment, line: undefined, at: undefined })}
          />
        )}
      </div>
      {tab === 'search' ? (
        <SearchView project={project} search={search} onSearch={onSearch} />
      ) : (
        <LogViewer key={`${id}:${kind}`} deploymentId={id} kind={kind} search={search} onSearch={onSearch} />
      )}
    </div>
  );
}

/** The build while there is one or it failed; else what the application says. */
function defaultKind({ latest, current }: Project): LogKind {
  if (latest === null || current === null) return 'build';
  return isInProgress(latest.status) || latest.status === 'failed' ? 'build' : 'runtime';
}

function chosenDeployment({ latest, current }: Project, search: LogSearch, kind: LogKind): DeploymentId | null {
  if (search.deployment !== undefined) return search.deployment as DeploymentId;
  const chosen = kind === 'runtime' ? (current ?? latest) : latest;
  return chosen?.id ?? null;
}

interface DeploymentChoiceProps {
  readonly project: Project;
  readonly id: DeploymentId;
  readonly onChoose: (id: number) => void;
}

/** The newest fifty, and whichever was asked for. */
function DeploymentChoice({ project, id, onChoose }: DeploymentChoiceProps) {
  const { query } = useApi();
  const recent =
    useQuery(query.deployments.list.queryOptions({ input: { id: project.id, limit: 50 } })).data?.items ?? [];
  const isListed = recent.some((deployment) => deployment.id === id);
  return (
    <label className={styles.deployment}>
      Deployment{' '}
      <select className={styles.select} value={id} onChange={(event) => onChoose(Number(event.target.value))}>
        {!isListed && <option value={id}>#{id}</option>}
        {recent.map((deployment) => (
          <option key={deployment.id} value={deployment.id}>
            {deploymentName(deployment)}
          </option>
        ))}
      </select>
    </label>
  );
}

function deploymentName(deployment: Deployment): string {
  const { id, commitSha, commitMessage } = deployment;
  const commit = commitSha === null ? '' : ` · ${shortSha(commitSha)} ${commitTitle(commitMessage ?? '').slice(0, 50)}`;
  return `#${id} ${deploymentStatus(deployment).label}${commit}`;
}
