import { baseImage } from './dockerfiles/base-image.ts';
import { staticDockerfile } from './dockerfiles/static.ts';
import type { Detector } from './found-project.ts';

/** Port of static servers in generated Dockerfiles: not below 1024, which needs root. */
export const STATIC_PORT = 8080;

/** Where a finished site is, in the order of looking. */
const places = ['', 'public', 'dist', 'site', 'www', '_site', 'build', 'out', 'docs'];

export const detectStatic: Detector = async ({ tree, defaults, top, declared, buildSecrets }) => {
  for (const directory of places) {
    if (directory !== '' && !top.has(`${directory}/`)) continue;
    const names = directory === '' ? [...top] : await tree.list(directory);
    if (!names.includes('index.html')) continue;
    const image = baseImage(defaults.baseImages.static, 'stable', defaults);
    return {
      kind: 'static',
      framework: 'Static site',
      packageManager: null,
      runtimeVersion: null,
      installCommand: null,
      buildCommand: declared.command,
      startCommand: null,
      port: STATIC_PORT,
      portReason: `The generated Dockerfile serves the files on ${STATIC_PORT}.`,
      dockerfile: staticDockerfile({ image, directory, port: STATIC_PORT, declared, secrets: buildSecrets }),
      isDockerfileGenerated: true,
      notes:
        directory === ''
          ? ['Every file of the source is served, except those that .dockerignore names.']
          : [`The directory ${directory} is served.`],
    };
  }
  return null;
};
