import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../../api/api-context.tsx';
import { toProblem } from '../../lib/problem.ts';
import { Menu, type MenuItem } from '../../ui/menu.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { applyTheme, readTheme, type Theme } from '../../ui/theme.ts';
import { logOut } from './log-out.ts';
import styles from './identity.module.css';

const themes: readonly (readonly [Theme, string])[] = [
  ['system', 'Theme: as the system'],
  ['light', 'Theme: light'],
  ['dark', 'Theme: dark'],
];

/** Who is logged in, how it looks, and the way out. */
export function UserMenu({ onShortcuts }: { readonly onShortcuts: () => void }) {
  const { query } = useApi();
  const session = useQuery(query.identity.session.queryOptions()).data;
  const [theme, setTheme] = useState<Theme>(readTheme);
  const leave = useMutation({ mutationFn: logOut });
  const choose = (next: Theme) => {
    applyTheme(next);
    setTheme(next);
  };
  const items: readonly MenuItem[] = [
    ...themes.map(([value, label]) => ({ label: value === theme ? `✓ ${label}` : label, run: () => choose(value) })),
    { label: 'Keyboard shortcuts', run: onShortcuts },
    ...(session?.shell === 'browser' ? [{ label: 'Log out', run: () => leave.mutate() }] : []),
  ];
  const name = session === undefined ? 'Menu' : session.user.login;
  return (
    <div className={styles.menu}>
      <Menu
        label={name}
        name={session === undefined ? 'Menu' : `${session.user.name ?? name}, ${session.shell}: menu`}
        items={items}
        title={
          session === undefined
            ? undefined
            : `${session.user.name ?? name} · ${session.shell} · miniPaaS ${session.version}`
        }
      />
      {leave.isError && <ProblemNotice title="Could not log out" problem={toProblem(leave.error)} />}
    </div>
  );
}
