import { type SyntheticEvent, useEffect, useState } from 'react';
import { formatBytes } from '../../../contract/bytes.ts';
import type { Project } from '../../../contract/projects.ts';
import { formatCount } from '../../lib/numbers.ts';
import { toProblem } from '../../lib/problem.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Empty } from '../../ui/empty.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Tick } from '../../ui/tick.tsx';
import { LevelChoice } from './level-choice.tsx';
import styles from './log.module.css';
import { inputOf, type LogQuery, queryOf, searchOf, type Span } from './log-query.ts';
import type { LogSearch } from './log-search.ts';
import { SearchHits } from './search-hits.tsx';
import { type LogQueryState, useLogQuery } from './use-log-query.ts';

interface SearchViewProps {
  readonly project: Project;
  readonly search: LogSearch;
  readonly onSearch: (part: Partial<LogSearch>) => void;
}

/**
 * Over every deployment of one project or of all, also those whose containers are gone. The address is what is searched for: a link, a
 * reload and the button do the same.
 */
export function SearchView(props: SearchViewProps) {
  const asked = JSON.stringify(searchOf(queryOf(props.search)));
  return <Search key={`${props.project.id} ${asked}`} asked={asked} {...props} />;
}

function Search({ project, search, onSearch, asked }: SearchViewProps & { readonly asked: string }) {
  const [draft, setDraft] = useState<LogQuery>(() => queryOf(search));
  const { state, start, more, stop } = useLogQuery();
  useEffect(() => {
    start(inputOf(queryOf(JSON.parse(asked) as LogSearch), project.id, Date.now()));
  }, [asked, project.id, start]);

  const change = (part: Partial<LogQuery>) => setDraft((old) => ({ ...old, ...part }));
  const submit = (event?: SyntheticEvent) => {
    event?.preventDefault();
    if (JSON.stringify(searchOf(draft)) === asked) start(inputOf(draft, project.id, Date.now()));
    else onSearch(searchOf(draft));
  };
  return (
    <div className={styles.page}>
      <form className={styles.query} role="search" onSubmit={submit}>
        <div className={styles.queryLine}>
          <SearchField
            label="Search in all logs"
            value={draft.text}
            onChange={(text) => change({ text })}
            onEnter={() => submit()}
            hasShortcut
          />
          <Button kind="primary" type="submit">
            Search
          </Button>
        </div>
        <div className={styles.queryLine}>
          <Tick label="Regular expression" isOn={draft.isRegex} onChange={(isRegex) => change({ isRegex })} />
          <Tick
            label="Match case"
            isOn={draft.isCaseSensitive}
            onChange={(isCaseSensitive) => change({ isCaseSensitive })}
          />
          <Tick
            label="All projects"
            isOn={draft.isEveryProject}
            onChange={(isEveryProject) => change({ isEveryProject })}
          />
          <Choice
            label="Log"
            value={draft.kind}
            options={{ both: 'build and runtime', build: 'build', runtime: 'runtime' }}
            onChange={(kind) => change({ kind })}
          />
          <Choice
            label="Since"
            value={draft.span}
            options={
              {
                all: 'the beginning',
                hour: 'an hour ago',
                day: 'a day ago',
                week: 'a week ago',
                range: 'a time of mine',
              } satisfies Record<Span, string>
            }
            onChange={(span) => change({ span })}
          />
          {draft.span === 'range' && (
            <>
              <Moment label="From" value={draft.from} onChange={(from) => change({ from })} />
              <Moment label="Until" value={draft.to} onChange={(to) => change({ to })} />
            </>
          )}
        </div>
        <LevelChoice levels={draft.levels} onChange={(levels) => change({ levels })} />
      </form>
      <Results project={project} query={queryOf(search)} state={state} onMore={more} onStop={stop} />
    </div>
  );
}

interface ResultsProps {
  readonly project: Project;
  readonly query: LogQuery;
  readonly state: LogQueryState | null;
  readonly onMore: () => void;
  readonly onStop: () => void;
}

function Results({ project, query, state, onMore, onStop }: ResultsProps) {
  if (state === null) {
    return (
      <Empty title="What are you looking for?">
        <p>A text, a regular expression, or a level alone. Newest lines come first.</p>
      </Empty>
    );
  }
  const { hits, isRunning, nextCursor, failure } = state;
  return (
    <>
      <div className={styles.found}>
        <span role="status">{summaryOf(state)}</span>
        {isRunning && (
          <Button isSmall onClick={onStop}>
            Stop
          </Button>
        )}
        {!isRunning && nextCursor !== null && (
          <Button isSmall onClick={onMore}>
            Search on
          </Button>
        )}
      </div>
      {failure !== null && <ProblemNotice title="The search ended" problem={toProblem(failure)} />}
      {hits.length > 0 && <SearchHits project={project} query={query} hits={hits} />}
      {hits.length === 0 && !isRunning && failure === null && nextCursor === null && (
        <Empty title="Nothing found.">
          <p>{query.isEveryProject ? 'No log has such a line.' : 'No log of this project has such a line.'}</p>
        </Empty>
      )}
    </>
  );
}

function summaryOf({ hits, isRunning, nextCursor, searchedBytes, searchedLogs, totalLogs }: LogQueryState): string {
  const lines = `${formatCount(hits.length)} ${hits.length === 1 ? 'line' : 'lines'}`;
  const where = `${formatCount(searchedLogs)} of ${formatCount(totalLogs)} logs, ${formatBytes(searchedBytes)}`;
  if (isRunning) return `${lines} so far, in ${where}`;
  return nextCursor === null ? `${lines}, in all ${formatCount(totalLogs)} logs` : `The first ${lines}, in ${where}`;
}

interface ChoiceProps<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly options: Readonly<Record<V, string>>;
  readonly onChange: (value: V) => void;
}

function Choice<V extends string>({ label, value, options, onChange }: ChoiceProps<V>) {
  const entries = Object.entries(options) as [V, string][];
  return (
    <label className={styles.labelled}>
      {label}{' '}
      <select
        className={styles.choiceSelect}
        value={value}
        onChange={(event) => {
          const chosen = entries.find(([each]) => each === event.target.value);
          if (chosen !== undefined) onChange(chosen[0]);
        }}
      >
        {entries.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

interface MomentProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Moment({ label, value, onChange }: MomentProps) {
  return (
    <label className={styles.labelled}>
      {label}{' '}
      <input
        type="datetime-local"
        className={classNames(styles.choiceSelect, styles.moment)}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}
