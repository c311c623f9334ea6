// Settings that the environment of the process fixes: for boxes that are set up by a script.
import { AppError } from '../../../contract/app-error.ts';
import { type Settings, settings } from '../../../contract/settings.ts';

const variables = {
  MINIPAAS_DEFAULT_PORT: (text: string) => ({ defaultPort: Number(text) }),
  MINIPAAS_MAX_CONCURRENT_BUILDS: (text: string) => ({ maxConcurrentBuilds: Number(text) }),
  MINIPAAS_BUILD_TIMEOUT_SECONDS: (text: string) => ({ buildTimeoutSeconds: Number(text) }),
  MINIPAAS_REGISTRY_MIRROR: (text: string) => ({ registryMirror: text }),
} satisfies Record<string, (text: string) => Partial<Settings>>;

const baseImages = {
  MINIPAAS_BASE_IMAGE_NODE: 'node',
  MINIPAAS_BASE_IMAGE_PYTHON: 'python',
  MINIPAAS_BASE_IMAGE_GO: 'go',
  MINIPAAS_BASE_IMAGE_GO_RUNTIME: 'goRuntime',
  MINIPAAS_BASE_IMAGE_STATIC: 'static',
} satisfies Record<string, keyof Settings['baseImages']>;

export interface EnvironmentSettings {
  readonly values: Partial<Omit<Settings, 'baseImages'>>;
  readonly baseImages: Partial<Settings['baseImages']>;
}

/** Throws VALIDATION_FAILED naming the variable. */
export function settingsFromEnvironment(env: Readonly<Record<string, string | undefined>>): EnvironmentSettings {
  const values: Partial<Settings> = {};
  for (const [name, read] of Object.entries(variables)) {
    const text = env[name];
    if (text !== undefined && text !== '') {
      Object.assign(values, checked(name, read(text)));
    }
  }
  const images = Object.entries(baseImages).flatMap(([name, key]) => {
    const image = env[name];
    return image === undefined || image === '' ? [] : [[key, image] as const];
  });
  return { values, baseImages: Object.fromEntries(images) };
}

function checked(name: string, values: Partial<Settings>): Partial<Settings> {
  const result = settings.partial().safeParse(values);
  if (!result.success) {
    const problem = result.error.issues[0]?.message ?? 'it has an unexpected value';
    throw new AppError('VALIDATION_FAILED', { field: name, problem }, { field: name });
  }
  return values;
}
