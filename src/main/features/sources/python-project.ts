// How a Python project names its packages: pip, poetry, uv or pipenv.
import { AppError } from '../../../contract/app-error.ts';
import type { DetectorInput } from './found-project.ts';
import { chooseVersion } from './version-choice.ts';

export interface PythonProject {
  readonly manager: 'pip' | 'poetry' | 'uv' | 'pipenv';
  /** Copied before the source, so that installed packages stay cached. */
  readonly manifests: readonly string[];
  /** Installs the manager itself, outside the application's environment; null: it is there. */
  readonly setup: string | null;
  readonly install: string;
  /** The project itself is a package that the installation builds from its source. */
  readonly needsSourceToInstall: boolean;
  /** Names of required packages, in lower case with `-`. */
  readonly packages: ReadonlySet<string>;
  /** What the project says of Python's version. */
  readonly wantedVersion: string | null;
  readonly notes: readonly string[];
}

type Table = Readonly<Record<string, unknown>>;

const noLock = 'There is no lockfile: the installed versions may change from build to build.';

/** Null when nothing names packages. Throws SOURCE_UNREADABLE for TOML that cannot be read. */
export async function readPythonProject({ tree, top }: DetectorInput): Promise<PythonProject | null> {
  const pyproject = top.has('pyproject.toml')
    ? await readToml(await tree.readText('pyproject.toml'), 'pyproject.toml')
    : null;
  const project = table(pyproject?.['project']);
  const poetry = table(table(pyproject?.['tool'])['poetry']);
  const wantedVersion =
    (await fileVersion({ tree })) ?? text(project['requires-python']) ?? text(table(poetry['dependencies'])['python']);
  const declared = [...strings(project['dependencies']), ...Object.keys(table(poetry['dependencies']))];

  if (top.has('uv.lock') && pyproject !== null) {
    return {
      manager: 'uv',
      manifests: ['pyproject.toml', 'uv.lock'],
      setup: 'pip install --no-cache-dir "uv<1"',
      install: 'UV_PROJECT_ENVIRONMENT=/opt/venv uv sync --frozen --no-dev --no-install-project --no-cache',
      needsSourceToInstall: false,
      packages: names(declared),
      wantedVersion,
      notes: [],
    };
  }
  if (pyproject !== null && (top.has('poetry.lock') || Object.keys(poetry).length > 0)) {
    const lock = top.has('poetry.lock') ? ['poetry.lock'] : [];
    return {
      manager: 'poetry',
      manifests: ['pyproject.toml', ...lock],
      setup: 'python -m venv /opt/poetry && /opt/poetry/bin/pip install --no-cache-dir "poetry<3"',
      // Poetry installs into the environment that is active.
      install: 'VIRTUAL_ENV=/opt/venv /opt/poetry/bin/poetry install --only main --no-root --no-interaction --no-cache',
      needsSourceToInstall: false,
      packages: names(declared),
      wantedVersion,
      notes: lock.length > 0 ? [] : [noLock],
    };
  }
  if (top.has('Pipfile')) {
    const pipfile = await readToml(await tree.readText('Pipfile'), 'Pipfile');
    const isLocked = top.has('Pipfile.lock');
    const requires = table(pipfile['requires']);
    return {
      manager: 'pipenv',
      manifests: ['Pipfile', ...(isLocked ? ['Pipfile.lock'] : [])],
      setup: 'python -m venv /opt/pipenv && /opt/pipenv/bin/pip install --no-cache-dir pipenv',
      install: `${isLocked ? '' : '/opt/pipenv/bin/pipenv lock && '}/opt/pipenv/bin/pipenv requirements > /tmp/requirements.txt && pip install --no-cache-dir -r /tmp/requirements.txt`,
      needsSourceToInstall: false,
      packages: names(Object.keys(table(pipfile['packages']))),
      wantedVersion: wantedVersion ?? text(requires['python_full_version']) ?? text(requires['python_version']),
      notes: isLocked ? [] : [noLock],
    };
  }
  const common = { manager: 'pip' as const, setup: null, wantedVersion, notes: [] };
  if (top.has('requirements.txt')) {
    const requirements = (await tree.readText('requirements.txt')) ?? '';
    const included = /^\s*(?:-r|-c|--requirement|--constraint|-e|--editable|\.|file:)/m.test(requirements);
    return {
      ...common,
      manifests: ['requirements.txt'],
      install: 'pip install --no-cache-dir -r requirements.txt',
      // It names further files of the source.
      needsSourceToInstall: included,
      packages: names(requirements.split('\n')),
    };
  }
  const isPackage = top.has('setup.py') || pyproject?.['build-system'] !== undefined;
  if (Object.keys(project).length > 0 && !isPackage && hasTomllib(wantedVersion)) {
    return {
      ...common,
      manifests: ['pyproject.toml'],
      // Not a package: building one of it would fail on a source of several modules, and only its requirements are wanted.
      install: `${listRequirements} > /tmp/requirements.txt && pip install --no-cache-dir -r /tmp/requirements.txt`,
      needsSourceToInstall: false,
      packages: names(declared),
      notes: [noLock],
    };
  }
  if (Object.keys(project).length > 0 || top.has('setup.py')) {
    return {
      ...common,
      manifests: [],
      install: 'pip install --no-cache-dir .',
      needsSourceToInstall: true,
      packages: names(declared),
      notes: [noLock],
    };
  }
  return null;
}

const listRequirements = `python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project'].get('dependencies', []), sep='\\n')"`;

/** Python reads TOML from 3.11 on. */
const hasTomllib = (wanted: string | null) => Number(pythonVersion(wanted).split('.')[1]) >= 11;

/** Best first: the newest that packages are commonly built for, then older ones, then newer. */
const known = ['3.13', '3.12', '3.11', '3.10', '3.14', '3.9'];

export function pythonVersion(wanted: string | null): string {
  return chooseVersion(wanted ?? '', known, 'minor') ?? '3.13';
}

/** `Flask[async]>=2 ; python_version > "3"` → `flask` */
function names(requirements: readonly string[]): ReadonlySet<string> {
  const found = requirements.map((line) => /^\s*([A-Za-z0-9][A-Za-z0-9._-]*)/.exec(line)?.[1]);
  return new Set(found.flatMap((name) => (name === undefined ? [] : name.toLowerCase().replace(/[._]/g, '-'))));
}

async function fileVersion({ tree }: Pick<DetectorInput, 'tree'>): Promise<string | null> {
  const file = (await tree.readText('.python-version', 200))?.trim().split('\n')[0];
  if (file !== undefined && /^\d+\.\d+/.test(file)) return file;
  return /^python-(\d+\.\d+(?:\.\d+)?)/.exec((await tree.readText('runtime.txt', 200)) ?? '')?.[1] ?? null;
}

async function readToml(content: string | null, path: string): Promise<Table> {
  // Loaded with the first Python project.
  const { parse, TomlError } = await import('smol-toml');
  try {
    return parse(content ?? '');
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    const problem = `it is not valid TOML (line ${cause.line}: ${cause.message.split('\n')[0]})`;
    throw new AppError('SOURCE_UNREADABLE', { path, problem }, { cause });
  }
}

const table = (value: unknown): Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Table) : {};
const text = (value: unknown): string | null => (typeof value === 'string' && value.trim() !== '' ? value : null);
const strings = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];
