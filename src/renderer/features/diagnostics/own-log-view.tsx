import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import type { OwnLogEntry } from '../../../contract/diagnostics.ts';
import { type LineLevel, logLevel } from '../../../contract/log-level.ts';
import { useApi } from '../../api/api-context.tsx';
import { countOf, formatCount } from '../../lib/numbers.ts';
import { toProblem } from '../../lib/problem.ts';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Grid } from '../../ui/grid.tsx';
import { createRowOrder, type GridSelection, nothingSelected } from '../../ui/grid-selection.ts';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import styles from './diagnostics.module.css';
import { About, Level, type Names, ownLogColumns } from './own-log-columns.tsx';
import type { OwnLogLines } from './own-log-pages.ts';
import { defaultLevel, filterOf, isFiltered, type OwnLogSearch } from './own-log-search.ts';
import { useOwnLog } from './use-own-log.ts';

interface OwnLogViewProps {
  readonly search: OwnLogSearch;
  readonly onSearch: (part: Partial<OwnLogSearch>) => void;
}

/** What miniPaaS wrote into its own log, newest first; the address is the filter. */
export function OwnLogView({ search, onSearch, actions }: OwnLogViewProps & { readonly actions: ReactNode }) {
  const names = useNames();
  return (
    <div className={styles.page}>
      <div className={styles.toolbar} role="search">
        <SearchField
          label="Search the log"
          value={search.q ?? ''}
          onChange={(q) => onSearch({ q: q === '' ? undefined : q })}
          hasShortcut
        />
        <label className={styles.choice}>
          Level{' '}
          <select
            value={search.level ?? defaultLevel}
            onChange={({ target }) => {
              const level = logLevel.options.find((option) => option === target.value) ?? defaultLevel;
              onSearch({ level: level === defaultLevel ? undefined : level });
            }}
          >
            {logLevel.options.map((level) => (
              <option key={level} value={level}>
                {levelWords[level]}
              </option>
            ))}
          </select>
        </label>
        <Button
          isSmall
          aria-pressed={search.still !== true}
          className={search.still === true ? undefined : styles.on}
          onClick={() => onSearch({ still: search.still === true ? undefined : true })}
        >
          {search.still === true ? 'Follow' : 'Following'}
        </Button>
        <Only search={search} names={names} onSearch={onSearch} />
        {actions}
      </div>
      <Lines key={JSON.stringify(filterOf(search))} search={search} onSearch={onSearch} names={names} />
    </div>
  );
}

const levelWords: Readonly<Record<LineLevel, string>> = {
  debug: 'debug and worse',
  info: 'info and worse',
  warn: 'warnings and errors',
  error: 'errors',
};

function useNames(): Names {
  const { query } = useApi();
  const projects = useQuery(query.projects.list.queryOptions()).data;
  const hosts = useQuery(query.hosts.list.queryOptions()).data;
  return useMemo(() => {
    const projectNames = new Map<number, string>(projects?.map(({ id, name }) => [id, name]));
    const hostNames = new Map<number, string>(hosts?.map(({ id, name }) => [id, name]));
    return { project: (id) => projectNames.get(id), host: (id) => hostNames.get(id) };
  }, [projects, hosts]);
}

/** What the lines are kept to besides, each with the way out of it. */
function Only({ search, names, onSearch }: OwnLogViewProps & { readonly names: Names }) {
  const { project, deployment, host } = search;
  return (
    <>
      {project !== undefined && (
        <Button
          isSmall
          onClick={() => onSearch({ project: undefined })}
          aria-label={`Not only project ${names.project(project) ?? project}`}
        >
          project {names.project(project) ?? project} ×
        </Button>
      )}
      {deployment !== undefined && (
        <Button
          isSmall
          onClick={() => onSearch({ deployment: undefined })}
          aria-label={`Not only deployment ${deployment}`}
        >
          deployment #{deployment} ×
        </Button>
      )}
      {host !== undefined && (
        <Button
          isSmall
          onClick={() => onSearch({ host: undefined })}
          aria-label={`Not only host ${names.host(host) ?? host}`}
        >
          host {names.host(host) ?? host} ×
        </Button>
      )}
    </>
  );
}

function Lines({ search, onSearch, names }: OwnLogViewProps & { readonly names: Names }) {
  const { lines, failure, isLooking, loadOlder, retry } = useOwnLog(filterOf(search), search.still !== true);
  const notice = failure !== null && (
    <ProblemNotice
      title={lines === null ? 'Could not load the log' : 'Could not go on; these are the lines known before'}
      problem={toProblem(failure)}
      actions={<Button onClick={retry}>Try again</Button>}
    />
  );
  if (lines === null) return failure === null ? <p role="status">Loading the log …</p> : notice;
  const more = (
    <p className={styles.foot}>
      <span role="status">{summaryOf(lines, isLooking)}</span>
      {lines.older !== null && (
        <Button isSmall onClick={loadOlder} busy={isLooking && 'Looking…'}>
          Older lines
        </Button>
      )}
    </p>
  );
  if (lines.entries.length === 0) {
    return (
      <>
        {notice}
        <Empty title={lines.older === null ? 'No such line.' : 'No such line among the newest.'}>
          <p>
            {isFiltered(search) || (search.level ?? defaultLevel) !== 'debug'
              ? 'Look for something else, or show more levels.'
              : 'miniPaaS has written nothing yet.'}
          </p>
        </Empty>
        {lines.older !== null && more}
      </>
    );
  }
  return (
    <>
      {notice}
      <Found entries={lines.entries} names={names} onSearch={onSearch} foot={more} />
    </>
  );
}

function summaryOf({ entries, older, dropped }: OwnLogLines, isLooking: boolean): string {
  if (isLooking) return 'Looking for older lines …';
  const shown = countOf(entries.length, 'line');
  if (dropped > 0) return `${shown}; ${formatCount(dropped)} older ones are in the files of the data folder.`;
  return older === null ? `${shown}, all there are.` : `${shown}; there may be older ones.`;
}

interface FoundProps {
  readonly entries: readonly OwnLogEntry[];
  readonly names: Names;
  readonly onSearch: OwnLogViewProps['onSearch'];
  readonly foot: ReactNode;
}

function Found({ entries, names, onSearch, foot }: FoundProps) {
  const [selection, setSelection] = useState<GridSelection>(nothingSelected);
  const order = useMemo(() => createRowOrder(entries, ({ id }) => id), [entries]);
  const columns = useMemo(() => ownLogColumns(names), [names]);
  const chosen = entries[selection.active === null ? -1 : order.indexOf(selection.active)];
  return (
    <>
      <div className={styles.grid}>
        <Grid
          label="Lines of the control plane log, newest first"
          columns={columns}
          rows={entries}
          order={order}
          textOf={({ message }) => message}
          selection={selection}
          onSelection={setSelection}
          onOpen={() => undefined}
        />
      </div>
      {foot}
      {chosen === undefined ? (
        <p className={styles.soft}>Choose a line to see all that was written of it.</p>
      ) : (
        <Detail entry={chosen} names={names} onSearch={onSearch} />
      )}
    </>
  );
}

function Detail({ entry, names, onSearch }: { readonly entry: OwnLogEntry } & Pick<FoundProps, 'names' | 'onSearch'>) {
  const { projectId, deploymentId, hostId } = entry;
  return (
    <section className={styles.detail} aria-label="The chosen line">
      <p className={styles.detailHead}>
        <Level level={entry.level} />
        <span>{entry.at ?? 'without a time'}</span>
        <About entry={entry} names={names} />
        {projectId !== null && (
          <Button isSmall onClick={() => onSearch({ project: projectId })}>
            Only this project
          </Button>
        )}
        {deploymentId !== null && (
          <Button isSmall onClick={() => onSearch({ deployment: deploymentId })}>
            Only this deployment
          </Button>
        )}
        {hostId !== null && (
          <Button isSmall onClick={() => onSearch({ host: hostId })}>
            Only this host
          </Button>
        )}
      </p>
      <CodeBlock label="Line" code={entry.context === '' ? entry.message : `${entry.message}\n${entry.context}`} />
    </section>
  );
}
