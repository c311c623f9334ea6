import { Outlet, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useConnectionState } from '../api/api-context.tsx';
import { LoggedOut } from '../features/identity/logged-out.tsx';
import { useShortcut } from '../ui/shortcuts.tsx';
import { DropTarget } from './drop-target.tsx';
import styles from './frame.module.css';
import { Header } from './header.tsx';
import { Palette } from './palette.tsx';
import { ShortcutSheet } from './shortcut-sheet.tsx';
import { usePageTitle } from './use-page-title.ts';

type Sheet = 'shortcuts' | 'palette' | null;

/** What every page stands in. */
export function Frame() {
  const navigate = useNavigate();
  const [sheet, setSheet] = useState<Sheet>(null);
  const isLoggedOut = useConnectionState().status === 'loggedOut';
  usePageTitle();
  useShortcut({ keys: '?', label: 'Show these shortcuts', run: () => setSheet('shortcuts') });
  useShortcut({ keys: 'Mod+K', label: 'Go to anything', run: () => setSheet('palette') });
  useShortcut({
    keys: 'n',
    label: 'New project',
    run: () => void navigate({ to: '/projects', search: { new: 'git' } }),
  });
  useShortcut({ keys: 'g p', label: 'Go to projects', run: () => void navigate({ to: '/projects' }) });
  useShortcut({ keys: 'g q', label: 'Go to the queue', run: () => void navigate({ to: '/queue' }) });
  useShortcut({ keys: 'g h', label: 'Go to hosts', run: () => void navigate({ to: '/hosts' }) });
  useShortcut({ keys: 'g s', label: 'Go to settings', run: () => void navigate({ to: '/settings' }) });

  return (
    <>
      <a
        className={styles.skip}
        href="#main"
        onClick={(event) => {
          // The address behind `#` is the page's: the link must not change it.
          event.preventDefault();
          document.getElementById('main')?.focus();
        }}
      >
        Skip to the content
      </a>
      <Header onShortcuts={() => setSheet('shortcuts')} onPalette={() => setSheet('palette')} />
      <main id="main" tabIndex={-1} className={styles.main}>
        {isLoggedOut && <LoggedOut />}
        <Outlet />
      </main>
      <ShortcutSheet isOpen={sheet === 'shortcuts'} onClose={() => setSheet(null)} />
      <Palette isOpen={sheet === 'palette'} onClose={() => setSheet(null)} />
      <DropTarget />
    </>
  );
}
