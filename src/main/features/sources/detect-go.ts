import { baseImage, versionNote } from './dockerfiles/base-image.ts';
import { goDockerfile } from './dockerfiles/go.ts';
import type { Detector } from './found-project.ts';
import { portInCode } from './port-in-code.ts';
import type { SourceTree } from './ports.ts';

/** Directories of files that Go programs commonly open by name while they run. */
const assetNames = ['assets', 'config', 'configs', 'migrations', 'public', 'static', 'templates', 'ui', 'views', 'web'];
const DEFAULT_VERSION = '1.24';

const frameworks = [
  ['github.com/gin-gonic/gin', 'Gin'],
  ['github.com/labstack/echo', 'Echo'],
  ['github.com/gofiber/fiber', 'Fiber'],
  ['github.com/go-chi/chi', 'chi'],
  ['github.com/gorilla/mux', 'gorilla/mux'],
] as const;

export const detectGo: Detector = async ({ tree, defaults, top, buildSecrets, declared }) => {
  const module = await tree.readText('go.mod', 200_000);
  if (module === null) return null;
  const name = /^module\s+(\S+)/m.exec(module)?.[1] ?? 'app';
  const wanted = /^toolchain\s+go(\d+\.\d+)/m.exec(module)?.[1] ?? /^go\s+(\d+\.\d+)/m.exec(module)?.[1] ?? null;
  const mains = await mainPackages(tree);
  const mainPackage = choose(mains, name);
  if (mainPackage === null) return null;
  const isLocal = /^\s*(?:replace\s+)?\S+(?:\s+\S+)?\s+=>\s+\.{1,2}\//m.test(module) || top.has('go.work');
  const { port, reason } = await portInCode(
    tree,
    'go',
    [mainPackage === '.' ? 'main.go' : `${mainPackage.slice(2)}/main.go`],
    defaults,
  );
  const version = newest(wanted, DEFAULT_VERSION);
  return {
    kind: 'go',
    framework: frameworks.find(([path]) => module.includes(path))?.[1] ?? 'Go',
    packageManager: 'go modules',
    runtimeVersion: version,
    installCommand: top.has('vendor/') ? null : 'go mod download',
    buildCommand: declared.command ?? `go build ${mainPackage}`,
    startCommand: '/usr/local/bin/app',
    port,
    portReason: reason,
    dockerfile: goDockerfile({
      buildImage: baseImage(defaults.baseImages.go, version, defaults),
      runtimeImage: baseImage(defaults.baseImages.goRuntime, 'stable', defaults),
      mainPackage,
      downloadsModules: !top.has('vendor/') && !isLocal,
      hasSums: top.has('go.sum'),
      assets: assetNames.filter((directory) => top.has(`${directory}/`)),
      secrets: buildSecrets,
      declared,
      port,
    }),
    isDockerfileGenerated: true,
    notes: [
      ...(mains.length > 1 ? [`Several programs were found (${mains.join(', ')}); ${mainPackage} is built.`] : []),
      ...(/\bimport "C"|github\.com\/mattn\/go-sqlite3/.test(module)
        ? ['github.com/mattn/go-sqlite3 needs C: write a Dockerfile with CGO_ENABLED=1, or use modernc.org/sqlite.']
        : []),
      ...versionNote(defaults.baseImages.go, wanted, 'Go'),
    ],
  };
};

/** `.` and `./cmd/…` directories that hold `package main`. */
async function mainPackages(tree: SourceTree): Promise<readonly string[]> {
  const found = new Set<string>();
  for await (const path of tree.walk(3000)) {
    const directory = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
    const isPlace = directory === '' || /^(?:cmd(?:\/[^/]+)?|[^/]+)$/.test(directory);
    if (!isPlace || !path.endsWith('.go') || path.endsWith('_test.go')) continue;
    const text = (await tree.readText(path, 50_000)) ?? '';
    if (/^package\s+main\b/m.test(text) && /^func\s+main\(\)/m.test(text))
      found.add(directory === '' ? '.' : `./${directory}`);
  }
  return [...found];
}

function choose(mains: readonly string[], module: string): string | null {
  if (mains.includes('.')) return '.';
  const base =
    module
      .replace(/\/v\d+$/, '')
      .split('/')
      .at(-1) ?? '';
  const wanted = [base, 'server', 'app', 'web', 'api', 'main'];
  const named = wanted.flatMap((name) => mains.filter((main) => main.split('/').at(-1) === name));
  return named[0] ?? mains[0] ?? null;
}

/** A newer Go builds what an older one did; an older one refuses. */
function newest(wanted: string | null, known: string): string {
  const minor = (version: string) => Number(version.split('.')[1]);
  return wanted !== null && minor(wanted) > minor(known) ? wanted : known;
}
