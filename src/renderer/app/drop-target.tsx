import { useNavigate } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { desktopBridge } from '../lib/bridge.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { useFileDrop } from '../ui/file-drop.ts';
import styles from './frame.module.css';

/** A folder let go anywhere on the window becomes a new project; a browser tells no paths, so there it says how else. */
export function DropTarget() {
  const navigate = useNavigate();
  const [refused, setRefused] = useState<string | null>(null);
  const drop = useCallback(
    (files: readonly File[]) => {
      const file = files[0];
      if (file === undefined) return;
      const path = desktopBridge()?.pathForFile(file) ?? '';
      if (path === '') setRefused(file.name);
      else void navigate({ to: '/projects', search: { new: 'folder', from: path } });
    },
    [navigate],
  );
  const isOver = useFileDrop(drop);
  return (
    <>
      {isOver && (
        <div className={styles.drop}>
          <p className={styles.dropText}>Let go to make a project of this folder.</p>
        </div>
      )}
      <Dialog
        isOpen={refused !== null}
        onClose={() => setRefused(null)}
        title={`“${refused ?? ''}” cannot be read from here`}
        footer={
          <Button
            kind="primary"
            onClick={() => {
              setRefused(null);
              void navigate({ to: '/projects', search: { new: 'folder' } });
            }}
          >
            Type its path
          </Button>
        }
      >
        <p>
          A browser does not tell a page where a folder lies, so only the desktop application can take one that is
          dropped. From here there are two ways:
        </p>
        <ul>
          <li>– On the machine that runs miniPaaS, type the folder’s path.</li>
          <li>
            – In a terminal, in the folder: <code>minipaas deploy .</code>
          </li>
        </ul>
      </Dialog>
    </>
  );
}
