import type { Transfer } from '../../../../contract/transfers.ts';
import type { Api } from '../../../api/client.ts';
import { encodeForUrl } from '../browser/file-path.ts';
import type { TransferSource } from './transfer-source.ts';

type Bridge = NonNullable<Window['minipaas']>;

/** How long the control plane holds an answer back while nothing changes. */
const WAIT_MS = 20_000;
const PAUSE_MS = 2_000;

/** Transfers of the desktop: files are handed over as paths, which the control plane reads and writes itself. */
export function createDesktopTransfers({ client }: Api, bridge: Bridge): TransferSource {
  const listeners = new Set<() => void>();
  let snapshot: readonly Transfer[] = [];
  let reading: AbortController | null = null;

  const read = async (signal: AbortSignal) => {
    for (let version = 0; !signal.aborted; ) {
      try {
        const list = await client.transfers.list({ version, waitMs: version === 0 ? 0 : WAIT_MS }, { signal });
        version = list.version;
        snapshot = list.transfers;
        for (const listener of [...listeners]) listener();
      } catch {
        // The header says that nobody answers; here it only matters that reading begins again.
        version = 0;
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    }
  };

  return {
    subscribe(listener) {
      listeners.add(listener);
      if (reading === null) {
        reading = new AbortController();
        void read(reading.signal);
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        reading?.abort();
        reading = null;
      };
    },
    getSnapshot: () => snapshot,
    async upload({ volumeId, folder }, { files }) {
      const paths = await bridge.grantFiles([...files]);
      if (paths.length > 0) await client.transfers.upload({ volumeId, folder, paths: [...paths] });
    },
    async chooseFolder({ volumeId, folder }) {
      const path = await bridge.chooseFolder('upload');
      if (path !== null) await client.transfers.upload({ volumeId, folder, paths: [path] });
    },
    async download({ volumeId, paths }) {
      const localFolder = await bridge.chooseFolder('save');
      if (localFolder === null) return false;
      await client.transfers.download({ volumeId, paths: [...paths], localFolder });
      return true;
    },
    files: (id, offset, limit) => client.transfers.files({ id, offset, limit }),
    async decide(id, named, rest) {
      await client.transfers.decide({ id, decisions: [...named], rest });
    },
    async cancel(id) {
      await client.transfers.cancel({ id });
    },
    async retry(id) {
      await client.transfers.retry({ id });
    },
    async dismiss(id) {
      await client.transfers.dismiss({ id });
    },
    contentUrl: (volumeId, path) => `/volumes/${volumeId}/content?path=${encodeForUrl(path)}`,
    downloadUrl: null,
    endsWithPage: false,
  };
}
