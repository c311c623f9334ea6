// What an installation reads besides the manifest and the lockfile, so that a generated Dockerfile copies it first.
import type { DetectorInput } from './found-project.ts';
import type { NodeManager } from './node-manager.ts';
import { hasPackage, type NodeManifest } from './node-manifest.ts';
import type { NodePlan } from './dockerfiles/node.ts';

export interface InstallationNeeds {
  readonly plan: Pick<NodePlan, 'needsSourceToInstall' | 'installFiles' | 'beforeBuild' | 'installEnvironment'>;
  readonly notes: readonly string[];
}

/** Hook installers do nothing in a container; all other scripts may read any file. */
const harmless =
  /^(?:husky(?: install)?|is-ci \|\| husky(?: install)?|simple-git-hooks|lefthook install)(?:\s*\|\|\s*(?:true|exit 0))?$/;
const installScripts = ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare'];

export async function installationNeeds(
  { tree, top }: DetectorInput,
  manifest: NodeManifest,
  manager: NodeManager,
): Promise<InstallationNeeds> {
  const scripts = installScripts.flatMap((name) => manifest.scripts.get(name) ?? []);
  const versions = [...manifest.dependencies.values(), ...manifest.devDependencies.values()];
  const needsSourceToInstall =
    manifest.workspaces ||
    (manager.name === 'pnpm' && /^packages:/m.test((await tree.readText('pnpm-workspace.yaml', 10_000)) ?? '')) ||
    versions.some((version) => /^(?:file|link|portal|workspace|patch):/.test(version)) ||
    scripts.some((script) => !harmless.test(script.trim()));
  const prisma = await prismaStep(tree, manifest);
  return {
    plan: {
      needsSourceToInstall,
      installFiles: top.has('patches/') ? ['patches/'] : [],
      beforeBuild: prisma === null ? [] : [prisma],
      installEnvironment: hasPackage(manifest, 'husky') ? { HUSKY: '0' } : {},
    },
    notes:
      prisma === null
        ? []
        : ['Prisma needs OpenSSL in the image: where a "slim" base image lacks it, set a full one in the settings.'],
  };
}

/** The client is made from the schema; packages may have been installed before the schema was there. */
async function prismaStep(tree: DetectorInput['tree'], manifest: NodeManifest): Promise<string | null> {
  if (!hasPackage(manifest, 'prisma') || !hasPackage(manifest, '@prisma/client')) return null;
  if ([...manifest.scripts.values()].some((script) => /\bprisma generate\b/.test(script))) return null;
  return (await tree.readText('prisma/schema.prisma', 1)) === null ? null : './node_modules/.bin/prisma generate';
}
