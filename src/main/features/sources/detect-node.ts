import { baseImage, versionNote } from './dockerfiles/base-image.ts';
import { nodeDockerfile } from './dockerfiles/node.ts';
import { STATIC_PORT } from './detect-static.ts';
import type { Detector, DetectorInput, PortGuess } from './found-project.ts';
import type { NodeApplication } from './node-application.ts';
import { recogniseFramework } from './node-frameworks.ts';
import { installationNeeds } from './node-installation.ts';
import { nodeManager } from './node-manager.ts';
import { hasAnyPackage, readManifest } from './node-manifest.ts';
import { recogniseServer } from './node-server.ts';
import { portInCommand } from './node-start.ts';
import { nodeVersion } from './node-version.ts';
import { portInCode } from './port-in-code.ts';
import { variablesToCompileIn } from './scan-variables.ts';

export const detectNode: Detector = async (input) => {
  const { tree, defaults, declared } = input;
  const manifest = await readManifest(tree);
  if (manifest === null) return null;
  const application = (await recogniseFramework(input, manifest)) ?? (await recogniseServer(input, manifest));
  if (application === null) return null;
  const manager = await nodeManager(input, manifest);
  const { version, wanted } = await nodeVersion(input, manifest);
  const { port, reason } = await portOf(input, application);
  const hasPackages = hasAnyPackage(manifest);
  const needs = await installationNeeds(input, manifest, manager);
  const start = application.type === 'server' ? application.start : null;
  return {
    kind: 'node',
    framework: application.framework,
    packageManager: manager.name,
    runtimeVersion: version,
    installCommand: hasPackages ? manager.install : null,
    buildCommand: declared.command ?? (application.buildScript === null ? null : manager.run(application.buildScript)),
    startCommand: start === null ? null : start.display,
    port,
    portReason: reason,
    dockerfile: nodeDockerfile({
      application,
      manager,
      nodeImage: baseImage(defaults.baseImages.node, version, defaults),
      staticImage: baseImage(defaults.baseImages.static, 'stable', defaults),
      port,
      hasPackages,
      ...needs.plan,
      secrets: input.buildSecrets,
      declared,
      buildVariables: variablesToCompileIn(input.variables, application.buildVariablePrefixes),
    }),
    isDockerfileGenerated: true,
    notes: [
      ...application.notes,
      ...(hasPackages ? manager.notes : []),
      ...needs.notes,
      ...versionNote(defaults.baseImages.node, wanted, 'Node.js'),
    ],
  };
};

async function portOf({ tree, defaults }: DetectorInput, application: NodeApplication): Promise<PortGuess> {
  if (application.type === 'static') {
    return { port: STATIC_PORT, reason: `The generated Dockerfile serves the files on ${STATIC_PORT}.` };
  }
  const inCommand = portInCommand(application.start);
  if (inCommand !== null) return { port: inCommand, reason: `The start script names ${inCommand}.` };
  if (application.readsPort) {
    return {
      port: defaults.defaultPort,
      reason: `${application.framework} listens on PORT, which is ${defaults.defaultPort}.`,
    };
  }
  return portInCode(tree, 'javascript', application.entryFiles, defaults);
}
