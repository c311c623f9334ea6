import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import type { Project } from '../../../contract/projects.ts';
import { useApi } from '../../api/api-context.tsx';
import { countOf } from '../../lib/numbers.ts';
import { nextSort, type Sort, sortBy } from '../../lib/sort.ts';
import { Empty } from '../../ui/empty.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Table } from '../../ui/table.tsx';
import { projectColumns } from './project-columns.tsx';
import styles from './project-list.module.css';
import { statusRank } from './project-status.ts';
import { sourceText } from './source-text.ts';

export type ProjectSort = 'name' | 'state' | 'deployed';

interface ProjectListProps {
  readonly search: string;
  readonly onSearch: (search: string) => void;
  readonly sort: Sort<ProjectSort>;
  readonly onSort: (sort: Sort<ProjectSort>) => void;
  readonly action: ReactNode;
  /** Shown instead of the list while there is no project. */
  readonly firstSteps: ReactNode;
}

export function ProjectList({ firstSteps, ...view }: ProjectListProps) {
  const { query } = useApi();
  const projects = useQuery(query.projects.list.queryOptions());
  return (
    <Loaded query={projects} what="the projects">
      {(all) => (all.length === 0 ? firstSteps : <Shown all={all} {...view} />)}
    </Loaded>
  );
}

type ShownProps = Omit<ProjectListProps, 'firstSteps'> & { readonly all: readonly Project[] };

function Shown({ all, search, onSearch, sort, onSort, action }: ShownProps) {
  const rows = useMemo(() => chooseProjects(all, search, sort), [all, search, sort]);
  return (
    <>
      <div className={styles.toolbar}>
        <SearchField label="Search projects" value={search} onChange={onSearch} hasShortcut />
        <p className={styles.count} role="status">
          {rows.length === all.length
            ? countOf(all.length, 'project')
            : `${rows.length} of ${countOf(all.length, 'project')}`}
        </p>
        {action}
      </div>
      {rows.length === 0 ? (
        <Empty title={`No project matches “${search}”.`}>
          <p>Names, addresses, sources, hosts and commits are searched.</p>
        </Empty>
      ) : (
        <div className={styles.box}>
          <Table
            label="Projects"
            columns={projectColumns}
            rows={rows}
            keyOf={({ id }) => id}
            sort={sort}
            onSort={(by) => isProjectSort(by) && onSort(nextSort(sort, by))}
          />
        </div>
      )}
    </>
  );
}

export function isProjectSort(value: unknown): value is ProjectSort {
  return value === 'name' || value === 'state' || value === 'deployed';
}

const values: Readonly<Record<ProjectSort, (project: Project) => string | number | null>> = {
  name: ({ name }) => name,
  state: statusRank,
  deployed: ({ latest }) => (latest === null ? null : Date.parse(latest.finishedAt ?? latest.createdAt)),
};

function chooseProjects(
  all: readonly Project[],
  search: string,
  { by, direction }: Sort<ProjectSort>,
): readonly Project[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = all.filter((project) => {
    const text = searchText(project);
    return words.every((word) => text.includes(word));
  });
  return sortBy(found, values[by], direction);
}

function searchText({ name, url, source, hostName, latest }: Project): string {
  const commit = latest === null ? [] : [latest.commitSha, latest.commitMessage, latest.commitAuthor, latest.branch];
  return [name, url, sourceText(source), hostName, ...commit].join('\n').toLowerCase();
}
