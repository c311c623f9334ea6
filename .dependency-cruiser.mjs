// Who may import whom inside src/. Run by `npm run check`, which also fails when fewer modules are seen than there are
// files: a checker that cannot read the sources reports no violation.

/** Folder → the folders it may import besides itself. A folder that is not listed fails `every-folder-has-a-row`. */
const mayImport = {
  contract: [],
  /** The engine of uploads: in a page and in the control plane, so neither a browser nor Node. */
  transfer: ['contract'],
  cli: ['contract', 'main/lib'],
  'main/lib': [],
  'main/features': ['contract', 'transfer', 'main/lib'],
  'main/adapters': ['contract', 'main/lib', 'main/features/[^/]+/ports'],
  'main/api': ['contract', 'main/lib', 'main/features'],
  'main/app': ['contract', 'main/lib', 'main/features', 'main/adapters', 'main/api'],
  'main/electron': ['contract', 'main/lib', 'main/api', 'main/app'],
  'main/entry': ['main/app', 'main/electron'],
  preload: ['contract'],
  'renderer/lib': ['contract'],
  'renderer/ui': ['renderer/lib'],
  'renderer/api': ['contract', 'renderer/lib'],
  'renderer/features': ['contract', 'transfer', 'renderer/api', 'renderer/ui', 'renderer/lib'],
  'renderer/app': ['contract', 'renderer/api', 'renderer/ui', 'renderer/lib', 'renderer/features'],
};

/** Packages that reach the outside world → the folders that may import them. */
const packageHomes = [
  { packages: 'dockerode|docker-modem|ssh2|better-sqlite3|keytar', home: 'main/adapters' },
  { packages: 'fastify|@fastify/[^/]+|ws', home: 'main/api' },
  { packages: 'commander', home: 'cli' },
  { packages: 'electron-store', home: 'main/electron' },
  { packages: 'react|react-dom|recharts|@tanstack/[^/]+|@base-ui/[^/]+|@xterm/[^/]+', home: 'renderer' },
];

/** @param {readonly string[]} folders */
const inFolders = (folders) => folders.map((folder) => `^src/${folder}(/|\\.tsx?$)`);
/** @param {string} names alternatives of a regular expression */
const ofPackages = (names) => `(^|/)node_modules/(@types/)?(${names})/`;
const rows = Object.keys(mayImport).map((folder) => `^src/${folder}/`);
const isTest = '\\.test\\.tsx?$';

/** @typedef {import('dependency-cruiser').IForbiddenRuleType} Rule */

/** @type {Rule[]} */
const layers = Object.entries(mayImport).map(([folder, others]) => ({
  name: `${folder}: only ${others.join(', ') || 'itself'}`,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  to: { path: '^src/', pathNot: inFolders([folder, ...others]) },
}));

/** @type {Rule[]} */
const homes = packageHomes.map(({ packages, home }) => ({
  name: `only ${home}: ${packages}`,
  severity: 'error',
  from: { path: '^src/', pathNot: inFolders([home]) },
  to: { path: ofPackages(packages) },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...layers,
    ...homes,
    {
      name: 'every-folder-has-a-row',
      comment: 'Add the folder to the table above, or put the file where its kind lives.',
      severity: 'error',
      from: { path: '^src/', pathNot: rows },
      to: {},
    },
    {
      name: 'every-imported-folder-has-a-row',
      severity: 'error',
      from: {},
      to: { path: '^src/', pathNot: rows },
    },
    {
      name: 'features-are-islands',
      comment: 'Declare a port in ports.ts; app passes the function of the other feature.',
      severity: 'error',
      from: { path: '^src/(main|renderer)/features/([^/]+)/' },
      to: { path: '^src/$1/features/', pathNot: '^src/$1/features/$2/' },
    },
    {
      name: 'features-decide-and-adapters-act',
      comment: 'A feature asks through a port; files, processes and sockets are opened by an adapter.',
      severity: 'error',
      from: { path: '^src/main/features/', pathNot: isTest },
      to: {
        dependencyTypes: ['core'],
        path: '^(fs|fs/promises|child_process|cluster|dgram|dns|http|http2|https|net|os|tls)$',
      },
    },
    {
      name: 'processes-are-started-by-adapters',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/main/adapters/', '^src/cli/open-in-browser\\.ts$', isTest] },
      to: { dependencyTypes: ['core'], path: '^child_process$' },
    },
    {
      name: 'electron-lives-in-main-electron',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/main/(electron/|entry/desktop\\.ts$)', '^src/preload/'] },
      to: { path: ['^electron$', ofPackages('electron')] },
    },
    {
      name: 'headless-knows-no-window',
      severity: 'error',
      from: { path: '^src/main/(?!electron/|entry/desktop\\.ts$)' },
      to: { path: '^src/main/electron/' },
    },
    {
      name: 'no-node-in-browser-and-contract',
      severity: 'error',
      from: { path: '^src/(renderer|preload|contract)/', pathNot: isTest },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'contract-is-schemas',
      severity: 'error',
      from: { path: '^src/contract/', pathNot: isTest },
      to: { path: '(^|/)node_modules/', pathNot: ofPackages('zod|@orpc/[^/]+') },
    },
    {
      name: 'sources-know-no-tests',
      severity: 'error',
      from: { path: '^src/', pathNot: isTest },
      to: { path: [isTest, '^(tests|bench|scripts)/', ofPackages('vitest|playwright-core')] },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'every-import-resolves',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(virtual:|electron$)' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: ['node_modules', '^tests/', '^scripts/', '^bench/'] },
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
