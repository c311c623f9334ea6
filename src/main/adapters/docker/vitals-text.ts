// What `df -Pk /` and /proc/meminfo print. Pure.

export function parseDiskFree(text: string): { readonly freeBytes: number; readonly totalBytes: number } | null {
  // Filesystem 1024-blocks Used Available Capacity Mounted on
  const line = text.trim().split('\n').at(-1) ?? '';
  const [, total, , free] = /^\S.*?\s+(\d+)\s+(\d+)\s+(\d+)\s+\d+%\s/.exec(line)?.map(Number) ?? [];
  return total === undefined || free === undefined ? null : { freeBytes: free * 1024, totalBytes: total * 1024 };
}

export function parseMemoryInfo(text: string): { readonly availableBytes: number; readonly totalBytes: number } | null {
  const kilobytes = (name: string): number | null => {
    const found = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1];
    return found === undefined ? null : Number(found);
  };
  const [total, available] = [kilobytes('MemTotal'), kilobytes('MemAvailable')];
  return total === null || available === null ? null : { availableBytes: available * 1024, totalBytes: total * 1024 };
}
