// Where each value of a release came from: the project's settings come before minipaas.json, and that before what was found out.
import { z } from 'zod';

const valueOrigin = z.enum(['project', 'file', 'source', 'default']);

export const releaseOrigins = z.object({
  /** Its source has a minipaas.json. */
  hasFile: z.boolean(),
  values: z.array(
    z.object({
      /** As in minipaas.json: `health.path`, `variables.LOG_LEVEL`. */
      key: z.string(),
      /** As text; null where it is secret or nothing. */
      value: z.string().nullable(),
      origin: valueOrigin,
      /** What minipaas.json says and a setting of the project overrules. */
      overruled: z.string().nullable(),
    }),
  ),
});
export type ReleaseOrigins = z.infer<typeof releaseOrigins>;
