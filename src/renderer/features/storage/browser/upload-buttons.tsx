import { type ChangeEvent, useRef } from 'react';
import { Button } from '../../../ui/button.tsx';
import styles from './browser.module.css';

interface UploadButtonsProps {
  readonly onFiles: (files: readonly File[]) => void;
  /** Null: the browser's own dialog chooses a folder. */
  readonly onChooseFolder: (() => void) | null;
  readonly onNewFolder: () => void;
}

/** Every browser has it, React's types do not. */
const wholeFolder = { webkitdirectory: '' };

export function UploadButtons({ onFiles, onChooseFolder, onNewFolder }: UploadButtonsProps) {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const chosen = (event: ChangeEvent<HTMLInputElement>) => {
    const list = [...(event.target.files ?? [])];
    // So that the same files can be chosen again.
    event.target.value = '';
    if (list.length > 0) onFiles(list);
  };
  return (
    <div className={styles.buttons}>
      <input ref={files} type="file" multiple hidden onChange={chosen} data-choose="files" />
      <input ref={folder} type="file" {...wholeFolder} hidden onChange={chosen} data-choose="folder" />
      <Button onClick={() => files.current?.click()}>Upload Files</Button>
      <Button onClick={() => (onChooseFolder === null ? folder.current?.click() : onChooseFolder())}>
        Upload Folder
      </Button>
      <Button onClick={onNewFolder}>New Folder</Button>
    </div>
  );
}
