// Settings that the environment of the process fixes: for boxes that are set up by a script.
import { AppError } from '../../../contract/app-error.ts';
import { type SettingsPatch, settingsPatch } from '../../../contract/settings.ts';
import { mergeSettings, type SettingsLayer } from './layers.ts';

const number = Number;
const text = String;
const list = (value: string): readonly string[] => value.split(',').map((part) => part.trim());

type Leaf = string | number | readonly string[];

/** Variable → path of the setting, and how its text is read. */
const variables: Readonly<Record<string, readonly [path: string, read: (value: string) => Leaf]>> = {
  MINIPAAS_DEFAULT_PORT: ['defaultPort', number],
  MINIPAAS_MAX_CONCURRENT_BUILDS: ['maxConcurrentBuilds', number],
  MINIPAAS_BUILD_TIMEOUT_SECONDS: ['buildTimeoutSeconds', number],
  MINIPAAS_REGISTRY_MIRROR: ['registryMirror', text],
  MINIPAAS_INGRESS_DRIVER: ['ingress.driver', text],
  MINIPAAS_INGRESS_TRAEFIK_IMAGE: ['ingress.traefikImage', text],
  MINIPAAS_INGRESS_CADDY_IMAGE: ['ingress.caddyImage', text],
  MINIPAAS_INGRESS_NAME_SERVERS: ['ingress.nameServers', list],
  MINIPAAS_VOLUME_DEFAULT_SIZE: ['volumeDefaultSize', number],
  MINIPAAS_HELPER_IMAGE: ['volumes.helperImage', text],
  MINIPAAS_BASE_IMAGE_NODE: ['baseImages.node', text],
  MINIPAAS_BASE_IMAGE_PYTHON: ['baseImages.python', text],
  MINIPAAS_BASE_IMAGE_GO: ['baseImages.go', text],
  MINIPAAS_BASE_IMAGE_GO_RUNTIME: ['baseImages.goRuntime', text],
  MINIPAAS_BASE_IMAGE_STATIC: ['baseImages.static', text],
};

/** Throws VALIDATION_FAILED naming the variable. */
export function settingsFromEnvironment(env: Readonly<Record<string, string | undefined>>): SettingsLayer {
  const names = new Map<string, string>();
  const patches: SettingsPatch[] = [];
  for (const [name, [path, read]] of Object.entries(variables)) {
    const value = env[name];
    if (value !== undefined && value !== '') {
      patches.push(checked(name, nested(path, read(value))));
      names.set(path, name);
    }
  }
  const [first = {}, ...rest] = patches;
  return {
    // Merging parts gives a part.
    values: mergeSettings(first as Parameters<typeof mergeSettings>[0], ...rest),
    whereOf: (path) => names.get(path) ?? 'the environment of miniPaaS',
  };
}

function nested(path: string, value: Leaf): Record<string, unknown> {
  return path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Record<string, unknown>;
}

function checked(name: string, values: Record<string, unknown>): SettingsPatch {
  const result = settingsPatch.safeParse(values);
  if (!result.success) {
    const problem = result.error.issues[0]?.message ?? 'it has an unexpected value';
    throw new AppError('VALIDATION_FAILED', { field: name, problem }, { field: name });
  }
  return result.data;
}
