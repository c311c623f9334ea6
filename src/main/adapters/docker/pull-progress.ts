// Adds up the layers of a pull. Pure.
import { formatBytes } from '../../../contract/bytes.ts';
import { asNumber, asRecord, asText } from './json.ts';

export interface PullNews {
  readonly text: string;
  /** Bytes; null while no layer's size is known. */
  readonly done: number | null;
  readonly total: number | null;
}

interface Layer {
  readonly total: number;
  readonly downloaded: number;
  readonly isDone: boolean;
}

/** `accept` gives news only when what a person sees changes: a layer more, a percent more. */
export function createPullProgress(): { accept(message: unknown): PullNews | null } {
  const layers = new Map<string, Layer>();
  let shown = '';

  function update(id: string, status: string, current: number, total: number): void {
    const layer = layers.get(id) ?? { total: 0, downloaded: 0, isDone: false };
    switch (status) {
      case 'Pulling fs layer':
      case 'Waiting':
        layers.set(id, layer);
        break;
      case 'Downloading':
        layers.set(id, { ...layer, total: Math.max(total, layer.total), downloaded: current });
        break;
      case 'Verifying Checksum':
      case 'Download complete':
      case 'Extracting':
        layers.set(id, { ...layer, downloaded: layer.total });
        break;
      case 'Already exists':
      case 'Pull complete':
        layers.set(id, { ...layer, downloaded: layer.total, isDone: true });
        break;
      default:
    }
  }

  return {
    accept(message) {
      const record = asRecord(message);
      const status = asText(record?.['status']) ?? '';
      const id = asText(record?.['id']);
      const detail = asRecord(record?.['progressDetail']);
      if (id !== undefined) {
        update(id, status, asNumber(detail?.['current']) ?? 0, asNumber(detail?.['total']) ?? 0);
      }
      const all = [...layers.values()];
      if (all.length === 0) {
        return null;
      }
      const total = all.reduce((sum, layer) => sum + layer.total, 0);
      const done = all.reduce((sum, layer) => sum + layer.downloaded, 0);
      const count = `${all.filter(({ isDone }) => isDone).length} of ${all.length} layers`;
      const text = total === 0 ? count : `${count}, ${formatBytes(done)} of ${formatBytes(total)}`;
      const seen = `${count} ${total === 0 ? 0 : Math.floor((done / total) * 100)}`;
      if (seen === shown) {
        return null;
      }
      shown = seen;
      return total === 0 ? { text, done: null, total: null } : { text, done, total };
    },
  };
}
