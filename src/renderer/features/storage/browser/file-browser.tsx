/** The files of one volume: a list that is gone through, chosen from, dropped on and dragged out of. */
import { type DragEvent, type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { FileEntry, SortKey } from '../../../../contract/files.ts';
import type { Volume } from '../../../../contract/volumes.ts';
import { useApi } from '../../../api/api-context.tsx';
import { type Problem, toProblem } from '../../../lib/problem.ts';
import { nextSort, type Sort } from '../../../lib/sort.ts';
import { useAnnounce } from '../../../ui/announcer.tsx';
import { Button } from '../../../ui/button.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { Grid, type GridHandle } from '../../../ui/grid.tsx';
import { nothingSelected, selectOnly } from '../../../ui/grid-selection.ts';
import { Loaded } from '../../../ui/loaded.tsx';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';
import { SearchField } from '../../../ui/search-field.tsx';
import { canPreview } from '../preview/preview-kind.ts';
import { useTransferSource } from '../transfers/transfers-context.tsx';
import styles from './browser.module.css';
import { EmptyFolder } from './empty-folder.tsx';
import { type BrowserDialog, FileDialogs } from './file-dialogs.tsx';
import type { FileClipboard } from './file-clipboard.ts';
import { createFileColumns } from './file-columns.tsx';
import { offerDownload, putDragged } from './file-drag.ts';
import { type FileCommand, fileKey } from './file-key.ts';
import { baseName, isWithin, joinPath, parentPath } from './file-path.ts';
import { FoundFiles } from './found-files.tsx';
import { JobList } from './job-list.tsx';
import { PathBar } from './path-bar.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { shownName } from './shown-name.ts';
import { UploadButtons } from './upload-buttons.tsx';
import { useDrop } from './use-drop.ts';
import { useFileActions } from './use-file-actions.ts';
import { useFileSelection } from './use-file-selection.ts';
import { useFolder, useFolderWatch } from './use-folder.ts';
import { useFolderSizes } from './use-folder-sizes.ts';

export interface FileBrowserProps {
  readonly volume: Volume;
  readonly path: string;
  readonly sort: Sort<SortKey>;
  readonly find: string;
  readonly onGo: (path: string) => void;
  readonly onSort: (sort: Sort<SortKey>) => void;
  readonly onFind: (text: string) => void;
  readonly hrefOf: (path: string) => string;
}

const nothing: readonly FileEntry[] = [];

export function FileBrowser({ volume, path, sort, find, onGo, onSort, onFind, hrefOf }: FileBrowserProps) {
  const { client } = useApi();
  const source = useTransferSource();
  const announce = useAnnounce();
  const folder = useFolder({ volumeId: volume.id, path, sort });
  useFolderWatch({ volumeId: volume.id, path }, folder.data?.version ?? null);
  const [cameFrom, setCameFrom] = useState<string | null>(null);
  const rows = folder.data?.rows ?? nothing;
  const { order, selection, chosen, select } = useFileSelection(path, rows, cameFrom);
  const [clipboard, setClipboard] = useState<FileClipboard | null>(null);
  const [dialog, setDialog] = useState<BrowserDialog | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const actions = useFileActions(volume, setProblem);
  const grid = useRef<GridHandle>(null);
  const target = { projectId: volume.projectId, volumeId: volume.id, folder: path };

  const pathOf = ({ name }: FileEntry) => joinPath(path, name);
  const failed = (error: unknown) => setProblem(toProblem(error));
  const go = (to: string) => {
    setProblem(null);
    // Gone up, the keyboard stands on the folder that was left.
    setCameFrom(to !== path && isWithin(path, to) ? childOn(path, to) : null);
    onGo(to);
  };
  useEffect(() => {
    if (cameFrom !== null && rows.length > 0) grid.current?.show(cameFrom);
  }, [cameFrom, rows.length]);

  const download = (paths: readonly string[], isSingleFile: boolean) =>
    void source
      .download({ volumeId: volume.id, paths, isSingleFile })
      .then((begun) => begun && announce('The download begins.'))
      .catch(failed);
  const downloadChosen = () => download(chosen.map(pathOf), chosen.length === 1 && chosen[0]?.kind === 'file');
  const followLink = async (entry: FileEntry) => {
    const { leadsTo } = await client.files.stat({ id: volume.id, path: pathOf(entry) });
    if (leadsTo?.kind === 'folder') go(leadsTo.path);
    else if (leadsTo?.kind === 'file') download([leadsTo.path], true);
    else throw Object.assign(new Error(`“${shownName(entry.name)}” leads out of the volume, or nowhere.`), linkProblem);
  };
  const openName = (entry: FileEntry) => {
    if (entry.kind === 'folder') go(pathOf(entry));
    else if (entry.kind === 'link') void followLink(entry).catch(failed);
    else if (entry.kind === 'file') download([pathOf(entry)], true);
  };
  const open = (entry: FileEntry) => (canPreview(entry) ? setDialog({ kind: 'preview', entry }) : openName(entry));
  const upload = (into: string, given: Parameters<typeof source.upload>[1]) =>
    void source.upload({ ...target, folder: into }, given).catch(failed);
  const paste = (put: FileClipboard, into: string) =>
    void actions.paste(put, into).then((isBegun) => isBegun && put.mode === 'move' && setClipboard(null));

  const command = (asked: FileCommand) => {
    const paths = chosen.map(pathOf);
    switch (asked) {
      case 'up':
        return path === '/' ? undefined : go(parentPath(path));
      case 'rename':
        return chosen.length === 1 && chosen[0] !== undefined && setDialog({ kind: 'rename', entry: chosen[0] });
      case 'remove':
        return chosen.length > 0 && setDialog({ kind: 'remove', entries: chosen });
      case 'cut':
      case 'copy':
        if (paths.length === 0) return;
        setClipboard({ mode: asked === 'cut' ? 'move' : 'copy', paths });
        return announce(`${asked === 'cut' ? 'Cut' : 'Copied'}: go to a folder and paste.`);
      case 'paste':
        return clipboard !== null && paste(clipboard, path);
      case 'newFolder':
        return setDialog({ kind: 'newFolder' });
      case 'letGo':
        setClipboard(null);
        return select({ ...nothingSelected, active: selection.active });
    }
  };
  const press = (event: KeyboardEvent) => {
    const asked = fileKey(event);
    if (asked === null) return;
    event.preventDefault();
    command(asked);
  };

  const drop = useDrop({
    currentFolder: path,
    folderOf: (name) => (rows[order.indexOf(name)]?.kind === 'folder' ? joinPath(path, name) : null),
    onFiles: upload,
    onMove: (into, { volumeId, paths }, isCopy) =>
      volumeId === volume.id && paste({ mode: isCopy ? 'copy' : 'move', paths }, into),
  });
  const beginDrag = (event: DragEvent) => {
    const name = event.target instanceof HTMLElement ? event.target.dataset['key'] : undefined;
    const entry = name === undefined ? undefined : rows[order.indexOf(name)];
    if (entry === undefined) return;
    const dragged = selection.selected.has(entry.name) ? chosen : [entry];
    if (dragged[0] === entry && dragged.length === 1) select(selectOnly(entry.name));
    putDragged(event.dataTransfer, { volumeId: volume.id, paths: dragged.map(pathOf) });
    if (dragged.length === 1 && entry.kind === 'file' && source.downloadUrl !== null) {
      const url = new URL(source.downloadUrl(volume.id, pathOf(entry)), location.href).href;
      offerDownload(event.dataTransfer, { mimeType: entry.mimeType, name: entry.name, url });
    }
  };

  const columns = useColumns({
    hrefOf: (entry) =>
      entry.kind === 'folder'
        ? hrefOf(pathOf(entry))
        : (source.downloadUrl?.(volume.id, pathOf(entry)) ?? hrefOf(path)),
    onName: openName,
    onPreview: (entry) => setDialog({ kind: 'preview', entry }),
    onRemove: (entry) => setDialog({ kind: 'remove', entries: [entry] }),
    folderSizes: useFolderSizes(volume.id, path, rows),
  });
  const cutNames = useMemo(
    () =>
      clipboard?.mode === 'move' && clipboard.paths.every((each) => parentPath(each) === path)
        ? new Set(clipboard.paths.map(baseName))
        : undefined,
    [clipboard, path],
  );
  const isOver = drop.over !== null && drop.over.rowKey === null;
  const [only] = chosen;
  return (
    <div className={styles.below}>
      <div className={classNames(styles.browser, isOver && styles.over)} {...drop.handlers} onDragStart={beginDrag}>
        <div className={styles.bar}>
          <PathBar path={path} hrefOf={hrefOf} onGo={go} onDrop={drop.dropInto} />
          <SearchField label="Find names" value={find} onChange={onFind} hasShortcut />
        </div>
        {find !== '' ? (
          <FoundFiles
            volumeId={volume.id}
            path={path}
            text={find}
            hrefOf={(found) => hrefOf(parentPath(found))}
            onShow={(found) => {
              setCameFrom(baseName(found.path));
              onGo(found.kind === 'folder' ? found.path : parentPath(found.path));
            }}
          />
        ) : (
          <Loaded query={folder} what={`the folder ${shownName(path)}`}>
            {(read) => (
              <>
                {read.rows.length === 0 ? (
                  <EmptyFolder path={path} onKey={press} />
                ) : (
                  <Grid
                    ref={grid}
                    label={`Files in ${shownName(path)}`}
                    columns={columns}
                    rows={read.rows}
                    order={order}
                    total={read.total}
                    textOf={({ name }) => name}
                    selection={selection}
                    onSelection={select}
                    sort={sort}
                    onSort={(by) => onSort(nextSort(sort, by as SortKey))}
                    onOpen={open}
                    onKey={press}
                    targetKey={drop.over?.rowKey ?? null}
                    fadedKeys={cutNames}
                    areRowsDraggable
                  />
                )}
                <SelectionBar
                  volumeId={volume.id}
                  path={path}
                  folder={read}
                  chosen={chosen}
                  canPaste={clipboard !== null}
                  canPreview={chosen.length === 1 && only !== undefined && canPreview(only)}
                  onPreview={() => only !== undefined && setDialog({ kind: 'preview', entry: only })}
                  onDownload={downloadChosen}
                  onRename={() => command('rename')}
                  onCut={() => command('cut')}
                  onCopy={() => command('copy')}
                  onPaste={() => command('paste')}
                  onRemove={() => command('remove')}
                />
              </>
            )}
          </Loaded>
        )}
        <JobList jobs={actions.jobs} onCancel={actions.cancel} onDismiss={actions.dismiss} />
      </div>
      {problem !== null && (
        <ProblemNotice problem={problem} actions={<Button onClick={() => setProblem(null)}>Dismiss</Button>} />
      )}
      <UploadButtons
        onFiles={(files) => upload(path, { files, entries: [] })}
        onChooseFolder={source.chooseFolder === null ? null : () => void source.chooseFolder?.(target).catch(failed)}
        onNewFolder={() => command('newFolder')}
      />
      <FileDialogs
        volume={volume}
        path={path}
        dialog={dialog}
        question={actions.question}
        onClose={() => {
          setDialog(null);
          grid.current?.focus();
        }}
        onRemove={(entries) => void actions.remove(path, entries)}
        onDownload={(entry) => download([pathOf(entry)], true)}
        onNamed={(name) => {
          actions.refresh();
          select(selectOnly(name));
        }}
        onAnswer={actions.answer}
        onDropQuestion={actions.dropQuestion}
      />
    </div>
  );
}

const linkProblem = { code: 'PATH_LEADS_OUT', hint: 'Links are followed inside the volume only.' };

/** The one below `above` on the way to `path`. */
function childOn(path: string, above: string): string {
  const rest = path.slice(above === '/' ? 1 : above.length + 1);
  return rest.split('/')[0] ?? rest;
}

/** The same columns as long as the list lives: rows that did not change are not drawn anew because a function is another one. */
function useColumns(latest: Parameters<typeof createFileColumns>[0]) {
  const current = useRef(latest);
  useEffect(() => {
    current.current = latest;
  });
  const { hrefOf, folderSizes } = latest;
  const first = latest.hrefOf({ name: '', kind: 'folder' } as FileEntry);
  return useMemo(
    () =>
      createFileColumns({
        hrefOf,
        onName: (entry) => current.current.onName(entry),
        onPreview: (entry) => current.current.onPreview(entry),
        onRemove: (entry) => current.current.onRemove(entry),
        folderSizes,
      }),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- addresses change with the folder, which `first` tells
    [first, folderSizes],
  );
}
