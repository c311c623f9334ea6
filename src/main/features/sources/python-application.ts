// Which program of a Python project answers requests, and how it is served.
import type { DetectorInput } from './found-project.ts';
import { webProcess } from './node-server.ts';
import type { PythonProject } from './python-project.ts';

export interface PythonApplication {
  readonly framework: string;
  /** Handed to `sh -c exec`, so that PORT is put in and signals reach the program. */
  readonly command: string;
  /** Server that the project does not require itself, to be installed beside its packages. */
  readonly server: string | null;
  /** Run once the source is there. */
  readonly prepare: readonly string[];
  /** The command listens on PORT. */
  readonly readsPort: boolean;
  readonly entryFile: string | null;
  readonly notes: readonly string[];
}

const GUNICORN = 'gunicorn>=23,<26';
const UVICORN = 'uvicorn[standard]>=0.30,<1';

const usualFiles = ['main', 'app', 'server', 'api', 'wsgi', 'asgi', 'run', 'application', '__init__'].flatMap(
  (name) => [`${name}.py`, `app/${name}.py`, `src/${name}.py`, `api/${name}.py`],
);

type Recognise = (input: DetectorInput, project: PythonProject | null) => Promise<PythonApplication | null>;

export const recognisePython: Recognise = async (input, project) => {
  for (const recognise of [procfile, django, asgi, flask, streamlit, plain]) {
    const found = await recognise(input, project);
    if (found !== null) return found;
  }
  return null;
};

const procfile: Recognise = async ({ tree }, project) => {
  const command = webProcess(await tree.readText('Procfile', 10_000));
  if (command === null) return null;
  const framework = ['django', 'fastapi', 'flask'].find((name) => project?.packages.has(name));
  const title =
    framework === undefined
      ? 'Python'
      : ({ django: 'Django', fastapi: 'FastAPI', flask: 'Flask' }[framework] ?? 'Python');
  return {
    framework: title,
    command,
    server: null,
    prepare: [],
    readsPort: /\$\{?PORT\b/.test(command) || /^gunicorn\b(?!.*(?:-b|--bind)\b)/.test(command),
    entryFile: null,
    notes: ['The command is that of the Procfile.'],
  };
};

const django: Recognise = async ({ tree, top }, project) => {
  if (!top.has('manage.py')) return null;
  const manage = (await tree.readText('manage.py')) ?? '';
  const settings = /DJANGO_SETTINGS_MODULE["']\s*,\s*["']([\w.]+)["']/.exec(manage)?.[1];
  const wsgiFile = await findFile(tree, /(?:^|\/)wsgi\.py$/);
  const settingsText = settings === undefined ? null : await tree.readText(`${settings.replaceAll('.', '/')}.py`);
  const module = wsgiFile === null ? `${settings?.split('.')[0] ?? 'config'}.wsgi` : moduleOf(wsgiFile);
  const collects = /^\s*STATIC_ROOT\b/m.test(settingsText ?? '');
  return {
    framework: 'Django',
    // gunicorn listens on 0.0.0.0:$PORT by itself.
    command: `gunicorn ${module}:application`,
    server: project?.packages.has('gunicorn') === true ? null : GUNICORN,
    prepare: collects
      ? ['SECRET_KEY=only-for-the-build DJANGO_SECRET_KEY=only-for-the-build python manage.py collectstatic --noinput']
      : [],
    readsPort: true,
    entryFile: null,
    notes: [
      'Migrations are not run by themselves: run "python manage.py migrate" where the database is.',
      ...(settingsText !== null && !collects
        ? ['The settings name no STATIC_ROOT: static files are served in debug mode only.']
        : []),
      ...(project?.packages.has('whitenoise') === true || !collects
        ? []
        : ['Without whitenoise the collected static files are not served.']),
    ],
  };
};

const asgi: Recognise = async ({ tree }, project) => {
  const found = await findObject(tree, /^(\w+)\s*(?::\s*\w+\s*)?=\s*(FastAPI|Starlette|Litestar|Quart)\(/m);
  if (found === null) return null;
  const { directory, module } = importPath(found.path);
  const title =
    found.name === 'Starlette' || found.name === 'Litestar' || found.name === 'Quart' ? found.name : 'FastAPI';
  const hasServer =
    project?.packages.has('uvicorn') === true ||
    /fastapi/.test([...(project?.packages ?? [])].filter((name) => name === 'fastapi-cli').join());
  return {
    framework: title,
    command: `uvicorn ${module}:${found.variable}${directory} --host 0.0.0.0 --port "$PORT"`,
    server: hasServer ? null : UVICORN,
    prepare: [],
    readsPort: true,
    entryFile: found.path,
    notes: [],
  };
};

const flask: Recognise = async ({ tree }, project) => {
  const found = await findObject(tree, /^(\w+)\s*(?::\s*\w+\s*)?=\s*(Flask)\(/m);
  const factory = found === null ? await findObject(tree, /^def\s+(create_app|make_app)\s*(\()/m) : null;
  const object = found ?? factory;
  if (object === null || (factory !== null && project?.packages.has('flask') !== true)) return null;
  const { directory, module } = importPath(object.path);
  const target = found === null ? `'${module}:${object.variable}()'` : `${module}:${object.variable}`;
  return {
    framework: 'Flask',
    command: `gunicorn${directory.replace('--app-dir', '--chdir')} ${target}`,
    server: project?.packages.has('gunicorn') === true ? null : GUNICORN,
    prepare: [],
    readsPort: true,
    entryFile: object.path,
    notes: [],
  };
};

const streamlit: Recognise = async ({ tree, top }, project) => {
  if (project?.packages.has('streamlit') !== true) return null;
  const names = ['streamlit_app.py', 'app.py', 'main.py', 'Home.py'].filter((name) => top.has(name));
  const file = names[0] ?? (await findFile(tree, /\.py$/));
  if (file === null) return null;
  return {
    framework: 'Streamlit',
    command: `streamlit run ${file} --server.port "$PORT" --server.address 0.0.0.0 --server.headless true --browser.gatherUsageStats false`,
    server: null,
    prepare: [],
    readsPort: true,
    entryFile: file,
    notes: [],
  };
};

const plain: Recognise = async ({ top }) => {
  const file = ['main.py', 'app.py', 'server.py', 'run.py', 'bot.py'].find((name) => top.has(name));
  if (file === undefined) return null;
  return {
    framework: 'Python',
    command: `python ${file}`,
    server: null,
    prepare: [],
    readsPort: false,
    entryFile: file,
    notes: [],
  };
};

interface FoundObject {
  readonly path: string;
  readonly variable: string;
  readonly name: string;
}

async function findObject(tree: DetectorInput['tree'], pattern: RegExp): Promise<FoundObject | null> {
  const look = async (path: string): Promise<FoundObject | null> => {
    const match = pattern.exec((await tree.readText(path, 200_000)) ?? '');
    return match?.[1] === undefined ? null : { path, variable: match[1], name: match[2] ?? '' };
  };
  for (const path of usualFiles) {
    const found = await look(path);
    if (found !== null) return found;
  }
  for await (const path of tree.walk(1000)) {
    if (!path.endsWith('.py') || /(?:^|\/)(?:tests?|docs|examples?)\//.test(path)) continue;
    const found = await look(path);
    if (found !== null) return found;
  }
  return null;
}

async function findFile(tree: DetectorInput['tree'], pattern: RegExp): Promise<string | null> {
  for await (const path of tree.walk(1000)) if (pattern.test(path)) return path;
  return null;
}

const moduleOf = (path: string) =>
  path
    .replace(/\.py$/, '')
    .replace(/\/__init__$/, '')
    .replaceAll('/', '.');

/** Files below `src` are imported from there, others from the top. */
function importPath(path: string): { readonly directory: string; readonly module: string } {
  return path.startsWith('src/')
    ? { directory: ' --app-dir src', module: moduleOf(path.slice('src/'.length)) }
    : { directory: '', module: moduleOf(path) };
}
