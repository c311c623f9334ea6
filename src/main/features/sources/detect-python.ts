import { baseImage, versionNote } from './dockerfiles/base-image.ts';
import { pythonDockerfile } from './dockerfiles/python.ts';
import type { Detector } from './found-project.ts';
import { portInCode } from './port-in-code.ts';
import { recognisePython } from './python-application.ts';
import { pythonVersion, readPythonProject } from './python-project.ts';

export const detectPython: Detector = async (input) => {
  const { tree, defaults, top } = input;
  const project = await readPythonProject(input);
  if (project === null && ![...top].some((name) => name.endsWith('.py'))) return null;
  const application = await recognisePython(input, project);
  if (application === null) return null;
  const wanted = project?.wantedVersion ?? null;
  const version = pythonVersion(wanted);
  const first = application.entryFile === null ? [] : [application.entryFile];
  const guess = application.readsPort
    ? {
        port: defaults.defaultPort,
        reason: `The generated Dockerfile starts it on PORT, which is ${defaults.defaultPort}.`,
      }
    : await portInCode(tree, 'python', first, defaults);
  const image = baseImage(defaults.baseImages.python, version, defaults);
  return {
    kind: 'python',
    framework: application.framework,
    packageManager: project?.manager ?? null,
    runtimeVersion: version,
    installCommand: project?.install ?? null,
    buildCommand: input.declared.command ?? application.prepare[0] ?? null,
    startCommand: application.command,
    port: guess.port,
    portReason: guess.reason,
    dockerfile: pythonDockerfile({
      project,
      application,
      image,
      port: guess.port,
      declared: input.declared,
      secrets: input.buildSecrets,
    }),
    isDockerfileGenerated: true,
    notes: [
      ...(project === null ? ['No file names the packages it needs: none are installed.'] : project.notes),
      ...application.notes,
      ...versionNote(defaults.baseImages.python, wanted, 'Python'),
    ],
  };
};
