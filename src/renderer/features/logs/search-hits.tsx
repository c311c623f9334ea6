import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { readJsonLine } from '../../../contract/json-line.ts';
import type { LogLine, LogSearchHit } from '../../../contract/logs.ts';
import type { Project } from '../../../contract/projects.ts';
import { useApi } from '../../api/api-context.tsx';
import { stripAnsi } from '../../lib/ansi.ts';
import { localTime } from '../../lib/time.ts';
import { Status } from '../../ui/mark.tsx';
import { Table } from '../../ui/table.tsx';
import type { Column } from '../../ui/table-column.ts';
import { HitContext } from './hit-context.tsx';
import styles from './log.module.css';
import { excerpt } from './excerpt.ts';
import { JsonText, LogText, marksOf } from './log-row.tsx';
import type { LogQuery } from './log-query.ts';
import { firstMark, type Marks, noMarks } from './mark-spans.ts';

interface SearchHitsProps {
  readonly project: Project;
  readonly query: LogQuery;
  readonly hits: readonly LogSearchHit[];
}

/** More than this of a line is read in its place. */
const SHOWN_CHARACTERS = 600;

export function SearchHits({ project, query, hits }: SearchHitsProps) {
  const { query: api } = useApi();
  const projects = useQuery({ ...api.projects.list.queryOptions(), enabled: query.isEveryProject }).data;
  const columns = useMemo(() => {
    const names = new Map(projects?.map(({ id, name }) => [id, name]));
    names.set(project.id, project.name);
    return columnsOf(query, (id) => names.get(id) ?? `#${id}`);
  }, [projects, project, query]);
  return (
    <Table
      label="Lines found"
      columns={columns}
      rows={hits}
      keyOf={({ deploymentId, kind, line }) => `${deploymentId}:${kind}:${line.seq}`}
    />
  );
}

function columnsOf(
  { text, isRegex, isCaseSensitive, isEveryProject }: LogQuery,
  nameOf: (id: LogSearchHit['projectId']) => string,
): readonly Column<LogSearchHit>[] {
  const looked: Marks = isRegex || text === '' ? noMarks : { texts: [text], isCaseSensitive };
  const inProject: readonly Column<LogSearchHit>[] = isEveryProject
    ? [{ id: 'project', label: 'Project', width: '10rem', cell: ({ projectId }) => nameOf(projectId) }]
    : [];
  return [
    { id: 'at', label: 'Time', width: '11.5rem', cell: ({ line }) => localTime(line.at) },
    { id: 'level', label: 'Level', width: '5.5rem', cell: ({ level }) => <Level level={level} /> },
    ...inProject,
    { id: 'where', label: 'Where', width: '12rem', cell: (hit) => <Where hit={hit} /> },
    {
      id: 'line',
      label: 'Line',
      cell: (hit) => (
        <>
          <code className={styles.hit}>
            <HitText line={hit.line} marks={marksOf(hit.line, looked)} />
          </code>
          <div>
            <HitContext hit={hit} />
          </div>
        </>
      ),
    },
  ];
}

function Level({ level }: Pick<LogSearchHit, 'level'>) {
  if (level === 'error') return <Status tone="bad" label="error" />;
  if (level === 'warn') return <Status tone="warn" label="warn" />;
  return level === null ? <span className="said">none</span> : <span className={styles.soft}>{level}</span>;
}

/** To the line itself, with what stands around it. */
function Where({ hit: { projectId, deploymentId, kind, line } }: { readonly hit: LogSearchHit }) {
  return (
    <Link
      to="/projects/$projectId/logs"
      params={{ projectId: String(projectId) }}
      search={{ kind, deployment: deploymentId, line: line.seq }}
    >
      #{deploymentId} {kind}, line {line.seq}
    </Link>
  );
}

/** A structured line as the log shows it, unless what was found stands between its fields: then as it was written. */
function HitText({ line: { text }, marks }: { readonly line: LogLine; readonly marks: Marks }) {
  const json = readJsonLine(text);
  const isFoundIn = (part: string | null): boolean => part !== null && firstMark(part, marks) !== null;
  if (
    json !== null &&
    (marks.texts.length === 0 || [json.message, ...json.fields.map(({ value }) => value)].some(isFoundIn))
  ) {
    return <JsonText json={json} marks={marks} />;
  }
  return (
    <LogText
      text={text.length <= SHOWN_CHARACTERS ? text : excerpt(stripAnsi(text), SHOWN_CHARACTERS, marks)}
      marks={marks}
    />
  );
}
