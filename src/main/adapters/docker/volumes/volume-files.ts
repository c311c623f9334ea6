// The files of one volume over its helper: what is small goes through commands in it, bulk through the engine's archive calls.
import type { VolumeFiles } from '../../../features/volumes/ports/volume-files.ts';
import { createChanging } from './changing.ts';
import { createLooking } from './looking.ts';
import { createReading } from './reading.ts';
import { createStaging } from './staging.ts';
import { createVolumeScripts, type VolumeScriptsDeps } from './volume-scripts.ts';

export function createVolumeFiles(deps: VolumeScriptsDeps): VolumeFiles {
  const scripts = createVolumeScripts(deps);
  const looking = createLooking(scripts);
  return { ...looking, ...createChanging(scripts), ...createReading(scripts, looking.stat), ...createStaging(scripts) };
}
