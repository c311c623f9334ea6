// The configuration file: every setting of the installation, and what only a start can change. docs/configuration.md.
import { z } from 'zod';
import { nearName } from './near-name.ts';
import { firstProblem } from './problem.ts';
import { settings } from './settings.ts';

/** What takes effect at the next start. */
export const startConfiguration = z.strictObject({
  logLevel: z.enum(['debug', 'info', 'warn', 'error']),
  listener: z.strictObject({
    port: z.number().int().min(0).max(65_535),
    host: z.string().trim().min(1),
    /** Names besides this machine's own under which the dashboard is reached, without ports. */
    allowedHosts: z.array(z.string()).max(100),
    /** A proxy in front says who asks and under which name. */
    trustProxy: z.boolean(),
  }),
  /** The GitHub application that logs people in; its secret comes from MINIPAAS_GITHUB_CLIENT_SECRET alone. */
  github: z.strictObject({
    clientId: z.string(),
    url: z.url(),
    apiUrl: z.url(),
    allowedUsers: z.array(z.string()).max(1000),
  }),
});

/** Every key may be left out, at every depth; one that is not known is refused. */
export const configuration = z.strictObject({
  ...optionalDeep(settings.shape),
  ...optionalDeep(startConfiguration.shape),
}) as unknown as z.ZodType<Configuration>;

type DeepPartial<T> = { readonly [K in keyof T]?: T[K] extends Record<string, unknown> ? DeepPartial<T[K]> : T[K] };
export type Configuration = DeepPartial<z.infer<typeof settings> & z.infer<typeof startConfiguration>>;

export interface ConfigurationProblem {
  readonly path: readonly (string | number)[];
  /** Words that go on after the key: `must be at most 32`. */
  readonly problem: string;
}

export type CheckedConfiguration =
  | { readonly ok: true; readonly value: Configuration }
  | { readonly ok: false; readonly problems: readonly ConfigurationProblem[] };

/** Every problem, not the first alone: who mends a file wants to mend it once. */
export function checkConfiguration(value: unknown): CheckedConfiguration {
  const result = configuration.safeParse(value);
  if (result.success) {
    return { ok: true, value: result.data };
  }
  const problems = result.error.issues.flatMap((issue): readonly ConfigurationProblem[] => {
    const path = issue.path.filter((segment) => typeof segment !== 'symbol');
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ path: [...path, key], problem: unknownKey(path, key) }));
    }
    return [{ path, problem: firstProblem([issue]).problem }];
  });
  return { ok: false, problems };
}

function unknownKey(path: readonly (string | number)[], key: string): string {
  const known = keysAt(path);
  const near = nearName(known, key);
  return near === undefined ? `is not known here; there are ${known.join(', ')}` : `is not known; ${near} is`;
}

function keysAt(path: readonly (string | number)[]): readonly string[] {
  const all: Readonly<Record<string, z.core.$ZodType>> = { ...settings.shape, ...startConfiguration.shape };
  const [group] = path;
  const inner = group === undefined ? undefined : all[group];
  return Object.keys(inner instanceof z.ZodObject ? inner.shape : all);
}

function optionalDeep(shape: Readonly<Record<string, z.core.$ZodType>>): Record<string, z.ZodType> {
  return Object.fromEntries(
    Object.entries(shape).map(([key, schema]) => [
      key,
      (schema instanceof z.ZodObject ? z.strictObject(optionalDeep(schema.shape)) : (schema as z.ZodType)).optional(),
    ]),
  );
}
