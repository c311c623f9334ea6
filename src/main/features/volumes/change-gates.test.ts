import { describe, expect, it } from 'vitest';
import type { HostId, VolumeId } from '../../../contract/ids.ts';
import { createChangeGates } from './change-gates.ts';
import type { VolumeFiles } from './ports/volume-files.ts';
import type { VolumePath } from './ports/volume-path.ts';
import type { VolumeRow } from './ports/volume-store.ts';

const id = 1 as VolumeId;
const row = { id, name: 'data', hostId: 1 as HostId, dockerName: 'v' } as VolumeRow;
const path = '/a' as VolumePath;

function slowFiles() {
  const ends: (() => void)[] = [];
  const slow = () => new Promise<number>((resolve) => void ends.push(() => resolve(1)));
  const files = { remove: slow, openStage: async () => undefined, largest: async () => [] } as unknown as VolumeFiles;
  return { files, ends };
}

describe('the gate before the changes of a volume', () => {
  it('waits for those who are at it, and lets nobody in until it is opened', async () => {
    const gates = createChangeGates(() => row);
    const { files, ends } = slowFiles();
    const guarded = gates.guard(row, files);
    const removing = guarded.remove([path]);
    let isClosed = false;
    const closing = gates.close([id], new AbortController().signal).then(() => (isClosed = true));
    await Promise.resolve();
    expect(isClosed).toBe(false);
    await expect(guarded.remove([path])).rejects.toMatchObject({ code: 'VOLUME_MOVING' });
    await expect(guarded.openStage('s' as never)).rejects.toMatchObject({ code: 'VOLUME_MOVING' });
    expect(await guarded.largest(1)).toEqual([]);
    ends[0]?.();
    expect(await removing).toBe(1);
    await closing;
    gates.open([id]);
    void guarded.remove([path]);
    expect(ends).toHaveLength(2);
  });

  it('does not wait longer than its signal', async () => {
    const gates = createChangeGates(() => row);
    const { files } = slowFiles();
    void gates.guard(row, files).remove([path]);
    const stop = new AbortController();
    const closing = gates.close([id], stop.signal);
    stop.abort(new Error('enough'));
    await expect(closing).rejects.toThrow('enough');
  });

  it('is shut for whoever opened the volume where it is no longer', async () => {
    let now: VolumeRow = row;
    const guarded = createChangeGates(() => now).guard(row, slowFiles().files);
    now = { ...row, hostId: 2 as HostId };
    await expect(guarded.remove([path])).rejects.toMatchObject({ code: 'VOLUME_MOVING' });
  });
});
