import { formatBytes } from '../../contract/bytes.ts';

/** Megabytes of the settings: 512 is `512 MB`, 2048 is `2 GB`. */
export function formatMegabytes(megabytes: number): string {
  return formatBytes(megabytes * 1024 * 1024);
}

/** Thousandths of a core: 1500 is `1.5 cores`. */
export function formatCores(millicores: number): string {
  const cores = millicores / 1000;
  return `${cores} ${cores === 1 ? 'core' : 'cores'}`;
}
