import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useApi } from '../api/api-context.tsx';
import { fuzzyFilter } from '../lib/fuzzy.ts';
import { Dialog } from '../ui/dialog.tsx';
import styles from './frame.module.css';

interface Target {
  readonly name: string;
  readonly note: string;
  readonly go: () => void;
}

const SHOWN = 50;

/** Type a few letters of a project or page, press Enter. */
export function Palette({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Go to" isAtTop>
      <PaletteList onDone={onClose} />
    </Dialog>
  );
}

function PaletteList({ onDone }: { readonly onDone: () => void }) {
  const targets = useTargets();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const found = useMemo(() => fuzzyFilter(text, targets, ({ name }) => name).slice(0, SHOWN), [text, targets]);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);

  const choose = (target: Target | undefined) => {
    if (target === undefined) return;
    onDone();
    target.go();
  };
  const press = (event: KeyboardEvent) => {
    const last = found.length - 1;
    if (event.key === 'ArrowDown') setActive((at) => (at >= last ? 0 : at + 1));
    else if (event.key === 'ArrowUp') setActive((at) => (at <= 0 ? last : at - 1));
    else if (event.key === 'Enter') choose(found[active]);
    else return;
    event.preventDefault();
  };
  return (
    <div className={styles.palette}>
      <input
        className={styles.paletteInput}
        role="combobox"
        aria-label="Project or page"
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={found.length === 0 ? undefined : `${id}-${active}`}
        placeholder="Project or page"
        autoFocus
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
        }}
        onKeyDown={press}
      />
      <div ref={list} id={id} role="listbox" aria-label="Projects and pages" className={styles.options}>
        {found.map((target, index) => (
          <div
            key={`${target.name}${target.note}`}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            className={styles.option}
            onMouseMove={() => setActive(index)}
            // The focus stays in the field: Enter there does the same.
            onMouseDown={(event) => event.preventDefault()}
            onMouseUp={() => choose(target)}
          >
            <span>{target.name}</span>
            <span className={styles.optionNote}>{target.note}</span>
          </div>
        ))}
      </div>
      {found.length === 0 && <p className={styles.none}>Nothing is called “{text}”.</p>}
    </div>
  );
}

function useTargets(): readonly Target[] {
  const navigate = useNavigate();
  const { query } = useApi();
  const projects = useQuery(query.projects.list.queryOptions()).data;
  return useMemo(() => {
    const pages: readonly Target[] = [
      { name: 'Projects', note: 'page', go: () => void navigate({ to: '/projects' }) },
      { name: 'New project', note: 'action', go: () => void navigate({ to: '/projects', search: { new: 'git' } }) },
      { name: 'Queue', note: 'page', go: () => void navigate({ to: '/queue' }) },
      { name: 'Hosts', note: 'page', go: () => void navigate({ to: '/hosts' }) },
      { name: 'Health', note: 'page', go: () => void navigate({ to: '/health' }) },
      { name: 'Settings', note: 'page', go: () => void navigate({ to: '/settings' }) },
      { name: 'Control plane log', note: 'page', go: () => void navigate({ to: '/log' }) },
    ];
    const own = (projects ?? []).flatMap(({ id, name }): Target[] => {
      const params = { projectId: String(id) };
      return [
        { name, note: 'project', go: () => void navigate({ to: '/projects/$projectId', params }) },
        { name: `${name} logs`, note: 'logs', go: () => void navigate({ to: '/projects/$projectId/logs', params }) },
        {
          name: `${name} environment`,
          note: 'variables',
          go: () => void navigate({ to: '/projects/$projectId/environment', params }),
        },
        {
          name: `${name} terminal`,
          note: 'terminal',
          go: () => void navigate({ to: '/projects/$projectId/terminal', params }),
        },
      ];
    });
    return [...pages, ...own];
  }, [navigate, projects]);
}
