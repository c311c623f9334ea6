import { type ReactNode, useId } from 'react';
import type { Volume } from '../../../../contract/volumes.ts';
import { formatCount } from '../../../lib/numbers.ts';
import { Button } from '../../../ui/button.tsx';
import { Menu } from '../../../ui/menu.tsx';
import { RelativeTime } from '../../../ui/relative-time.tsx';
import { UsageBar } from './usage-bar.tsx';
import { VolumeNotices } from './volume-notices.tsx';
import styles from './volumes.module.css';

interface VolumeBoxProps {
  readonly volume: Volume;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
  readonly onEdit: () => void;
  readonly onDetach: () => void;
  readonly onRemove: () => void;
  /** Its files, where it is open. */
  readonly children: ReactNode;
}

export function VolumeBox({ volume, isOpen, onOpen, onEdit, onDetach, onRemove, children }: VolumeBoxProps) {
  const { name, mountPath, sizeBytes, maxSizeBytes, level, fileCount, isExternal, measuredAt, dockerName } = volume;
  const id = useId();
  return (
    <section aria-labelledby={id} className={styles.box}>
      <div className={styles.head}>
        <dl className={styles.facts}>
          <dt>Name:</dt>
          <dd>
            <span id={id} className={styles.name}>
              {name}
            </span>
            {isExternal && <span className={styles.tag}>attached: {dockerName}</span>}
          </dd>
          <dt>Mount Path:</dt>
          <dd>{mountPath}</dd>
          <dt>Size:</dt>
          <dd>
            <UsageBar name={name} sizeBytes={sizeBytes} maxSizeBytes={maxSizeBytes} level={level} />
          </dd>
          <dt>Files:</dt>
          <dd>
            {fileCount === null ? <span className={styles.soft}>not counted yet</span> : formatCount(fileCount)}
            {measuredAt !== null && (
              <span className={styles.soft}>
                {' '}
                · measured <RelativeTime at={measuredAt} />
              </span>
            )}
          </dd>
        </dl>
        <div className={styles.actions}>
          {!isOpen && volume.state === 'ready' && <Button onClick={onOpen}>Show files of {name}</Button>}
          <Menu
            label="Actions"
            name={`Actions of ${name}`}
            items={[
              { label: 'Edit…', run: onEdit },
              { label: 'Detach…', run: onDetach },
              { label: 'Delete…', run: onRemove, isDanger: true },
            ]}
          />
        </div>
      </div>
      <VolumeNotices volume={volume} onEdit={onEdit} onRemove={onRemove} />
      {isOpen && children}
      {isOpen && volume.accessNote !== null && <p className={styles.soft}>{volume.accessNote}</p>}
    </section>
  );
}
