import type { z } from 'zod';
import { projectSettings } from './projects.ts';

/** What minipaas.json may say something about. */
export const fileSettings = projectSettings.pick({
  dockerfilePath: true,
  healthPath: true,
  healthTimeoutSeconds: true,
  healthPort: true,
  healthIntervalSeconds: true,
  healthProbeTimeoutSeconds: true,
  healthGraceSeconds: true,
  releaseCommand: true,
  releaseCommandTimeoutSeconds: true,
  releaseCommandOnRollback: true,
});
export type FileSettings = z.infer<typeof fileSettings>;
