import type { TransferId } from '../../../../contract/transfers.ts';
import type { Api } from '../../../api/client.ts';
import { chosenTree, walkEntries } from '../../../ui/dropped-tree.ts';
import { encodeForUrl } from '../browser/file-path.ts';
import { checkReadable, hashFile } from './hash-file.ts';
import { problemBody } from './problem-body.ts';
import { createHttpUplink } from './http-uplink.ts';
import { createSendRaw } from './send-raw.ts';
import type { Downloading, TransferSource } from './transfer-source.ts';
import { localTree } from './local-tree.ts';
import { createUploads } from './uploads.ts';
import { createWhenOnline } from './when-online.ts';

/** Uploads from this page over the listener; downloads by the browser itself, which shows, pauses and keeps them. */
export function createBrowserTransfers({ client, connection }: Api): TransferSource {
  const uploads = createUploads({
    uplink: createHttpUplink({
      files: client.files,
      send: createSendRaw(),
      hash: hashFile,
      checkReadable,
      now: Date.now,
    }),
    whenOnline: createWhenOnline(connection),
    now: Date.now,
    createId,
    describe: problemBody,
    schedule: (run) => void setTimeout(run, REDRAW_MS),
  });
  return {
    subscribe: uploads.subscribe,
    getSnapshot: uploads.getSnapshot,
    async upload(target, { files, entries }) {
      uploads.begin(target, async (signal) =>
        localTree(entries.length > 0 ? await walkEntries(entries, { signal }) : chosenTree(files)),
      );
    },
    chooseFolder: null,
    async download(downloading) {
      followLink(urlOf(downloading));
      return true;
    },
    files: async (id, offset, limit) => uploads.files(id, offset, limit),
    decide: async (id, named, rest) => uploads.decide(id, named, rest),
    cancel: async (id) => uploads.cancel(id),
    retry: async (id) => uploads.retry(id),
    dismiss: async (id) => uploads.dismiss(id),
    contentUrl: (id, path) => `${fileUrl(id, path)}&disposition=inline`,
    downloadUrl: fileUrl,
    endsWithPage: true,
  };
}

/** More often than this nobody sees (milliseconds). */
const REDRAW_MS = 150;

function createId(): TransferId {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => (byte % 36).toString(36)).join(
    '',
  ) as TransferId;
}

function fileUrl(volumeId: number, path: string): string {
  return `/api/volumes/${volumeId}/files/download?path=${encodeForUrl(path)}`;
}

function urlOf({ volumeId, paths, isSingleFile, format = 'zip' }: Downloading): string {
  const [path = '/'] = paths;
  if (isSingleFile) return fileUrl(volumeId, path);
  const query = paths.map((each) => `path=${encodeForUrl(each)}`).join('&');
  return `/api/volumes/${volumeId}/files/archive?format=${format}&${query}`;
}

function followLink(href: string): void {
  const link = document.createElement('a');
  link.href = href;
  link.download = '';
  link.click();
}
