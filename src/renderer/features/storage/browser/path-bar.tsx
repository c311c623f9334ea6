import { type DragEvent, useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { classNames } from '../../../ui/class-names.ts';
import styles from './browser.module.css';
import { dragKind } from './file-drag.ts';
import { crumbsOf, parentPath } from './file-path.ts';
import { shownName } from './shown-name.ts';

interface PathBarProps {
  readonly path: string;
  readonly hrefOf: (path: string) => string;
  readonly onGo: (path: string) => void;
  /** What is dragged may be let go on a folder above. */
  readonly onDrop: (event: DragEvent, path: string) => void;
}

/** `Path: / uploads / 2024   [↑]` */
export function PathBar({ path, hrefOf, onGo, onDrop }: PathBarProps) {
  const [over, setOver] = useState<string | null>(null);
  const crumbs = crumbsOf(path);
  return (
    <>
      <nav aria-label="Path in the volume" className={styles.path}>
        <span>Path:</span>
        {crumbs.map(({ name, path: target }, index) => (
          <span key={target}>
            {index > 1 && <span aria-hidden="true">/</span>}
            <a
              href={hrefOf(target)}
              aria-label={target === '/' ? 'Root of the volume' : undefined}
              aria-current={index === crumbs.length - 1 ? 'page' : undefined}
              className={classNames(styles.crumb, over === target && styles.crumbTarget)}
              onClick={(event) => {
                event.preventDefault();
                onGo(target);
              }}
              onDragOver={(event) => {
                if (dragKind(event.dataTransfer) === null || target === path) return;
                event.preventDefault();
                event.stopPropagation();
                setOver(target);
              }}
              onDragLeave={() => setOver(null)}
              onDrop={(event) => {
                setOver(null);
                if (target === path) return;
                event.stopPropagation();
                onDrop(event, target);
              }}
            >
              {shownName(name)}
            </a>
          </span>
        ))}
      </nav>
      <Button
        isSmall
        aria-label="Up one folder"
        title="Up one folder (Backspace)"
        disabled={path === '/'}
        onClick={() => onGo(parentPath(path))}
      >
        [↑]
      </Button>
    </>
  );
}
