import type { BuildDefaults } from '../found-project.ts';

/** The image a Dockerfile begins with: `{version}` filled in, the mirror put before names without a registry. */
export function baseImage(
  setting: string,
  version: string,
  { registryMirror }: Pick<BuildDefaults, 'registryMirror'>,
): string {
  const image = setting.replaceAll('{version}', version);
  return registryMirror === null || hasRegistry(image) ? image : `${registryMirror.replace(/\/+$/, '')}/${image}`;
}

/** Docker takes the first part for a registry when it looks like a host. */
function hasRegistry(image: string): boolean {
  const [first = '', ...others] = image.split('/');
  return others.length > 0 && (first.includes('.') || first.includes(':') || first === 'localhost');
}

/** Said when the project asks for a version and the configured image cannot follow. */
export function versionNote(setting: string, wanted: string | null, what: string): readonly string[] {
  if (wanted === null || setting.includes('{version}')) return [];
  return [`The source asks for ${what} ${wanted}; the base image of the settings, ${setting}, is used as it is.`];
}
