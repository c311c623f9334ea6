// The least role that each procedure needs. A procedure without a row does not compile.
import type { Contract } from '../../contract/contract.ts';
import type { Role } from '../features/identity/roles.ts';

/** `public` needs no login. */
export type Access = 'public' | Role;

export const permissions = {
  backups: {
    places: 'viewer',
    // A place names a folder of the control plane's own machine, or takes what volumes hold elsewhere.
    addPlace: 'admin',
    removePlace: 'admin',
    list: 'viewer',
    create: 'developer',
    get: 'viewer',
    cancel: 'developer',
    remove: 'admin',
    verify: 'developer',
    restore: 'admin',
    clone: 'admin',
    copies: 'viewer',
    cancelCopy: 'developer',
    getSchedule: 'viewer',
    setSchedule: 'developer',
    removeSchedule: 'developer',
  },
  // The cache of a host is everybody's who builds on it.
  buildCache: {
    get: 'viewer',
    clear: 'admin',
    clearProject: 'developer',
    installRegistry: 'admin',
    removeRegistry: 'admin',
  },
  // The list of what would go is for everybody who may make it go.
  cleanup: { run: 'admin' },
  deployments: {
    list: 'viewer',
    create: 'developer',
    get: 'viewer',
    origins: 'viewer',
    cancel: 'developer',
    retry: 'developer',
    rollback: 'developer',
    queue: 'viewer',
    moveInQueue: 'developer',
    pauseQueue: 'developer',
    resumeQueue: 'developer',
  },
  // What miniPaaS says of itself names what others do, and where.
  diagnostics: { log: 'admin', makeReport: 'admin', removeReport: 'admin' },
  domains: { list: 'viewer', create: 'admin', update: 'admin', remove: 'admin', check: 'developer' },
  environment: {
    list: 'viewer',
    set: 'developer',
    setOptions: 'developer',
    rotate: 'developer',
    restoreFormer: 'developer',
    apply: 'developer',
    remove: 'developer',
    reveal: 'developer',
    previewImport: 'developer',
    import: 'developer',
    suggestions: 'viewer',
    // Also with secrets, where asked.
    export: 'developer',
    history: 'viewer',
    pending: 'viewer',
    text: 'developer',
    previewEdit: 'developer',
    edit: 'developer',
    template: 'developer',
  },
  errorGroups: {
    list: 'viewer',
    get: 'viewer',
    resolve: 'developer',
    ignore: 'developer',
    reopen: 'developer',
    setNotifications: 'developer',
  },
  events: { subscribe: 'viewer' },
  files: {
    list: 'viewer',
    watch: 'viewer',
    stat: 'viewer',
    folderSizes: 'viewer',
    search: 'viewer',
    createFolder: 'developer',
    rename: 'developer',
    remove: 'developer',
    removeMany: 'developer',
    move: 'developer',
    copy: 'developer',
    jobs: 'viewer',
    job: 'viewer',
    cancelJob: 'developer',
    // What an application keeps may be as secret as its variables.
    readText: 'developer',
    writeText: 'developer',
    readBytes: 'developer',
    conflicts: 'viewer',
    createUpload: 'developer',
    uploads: 'developer',
    upload: 'developer',
    completeUpload: 'developer',
    cancelUpload: 'developer',
  },
  // Whoever opens a port can speak to what listens there; one of a host reaches into its network.
  forwards: { list: 'viewer', openToProject: 'developer', openToHost: 'admin', close: 'developer' },
  health: { get: 'public', detailed: 'viewer', check: 'viewer', history: 'viewer', applyFix: 'admin' },
  hosts: {
    list: 'viewer',
    get: 'viewer',
    // A host is logged in to with keys of the control plane's own machine.
    add: 'admin',
    test: 'admin',
    update: 'admin',
    removalPlan: 'viewer',
    remove: 'admin',
    reconnect: 'developer',
    link: 'viewer',
    disk: 'viewer',
    prunePlan: 'viewer',
    prune: 'admin',
  },
  identity: { session: 'viewer', repositories: 'developer' },
  installation: {
    get: 'viewer',
    // Who has an export and its passphrase has every secret.
    rotateKey: 'owner',
    exports: 'owner',
    export: 'owner',
    removeExport: 'owner',
  },
  // Takes ports of the host.
  ingress: { get: 'viewer', update: 'admin', install: 'admin', remove: 'admin' },
  logs: { search: 'viewer', read: 'viewer' },
  metrics: { project: 'viewer', host: 'viewer', live: 'viewer', usage: 'viewer' },
  projects: {
    list: 'viewer',
    get: 'viewer',
    // A project may name a folder of the control plane's own machine, so making one is more than deploying.
    create: 'admin',
    update: 'admin',
    removalPlan: 'viewer',
    remove: 'admin',
    move: 'admin',
    stop: 'developer',
    start: 'developer',
    restart: 'developer',
  },
  // With it images are pulled as somebody, on every host.
  registries: { list: 'viewer', set: 'admin', remove: 'admin' },
  settings: { get: 'viewer', origins: 'viewer', update: 'admin' },
  // Its value, and a change of it, reach projects that the caller may know nothing of.
  sharedSecrets: {
    list: 'viewer',
    create: 'admin',
    remove: 'admin',
    reveal: 'admin',
    use: 'developer',
    rotate: 'admin',
    restoreFormer: 'admin',
    resume: 'admin',
  },
  sources: { detect: 'admin', branches: 'admin' },
  terminals: {
    list: 'developer',
    // Its variables are there to be read, secrets included: as `environment.reveal`.
    openInProject: 'developer',
    openOnHost: 'admin',
    // And only by whoever opened it.
    read: 'developer',
    write: 'developer',
    resize: 'developer',
    close: 'developer',
  },
  // Besides, only whoever sits at the machine that miniPaaS runs on: see the service.
  transfers: {
    list: 'developer',
    files: 'developer',
    upload: 'developer',
    download: 'developer',
    decide: 'developer',
    cancel: 'developer',
    retry: 'developer',
    dismiss: 'developer',
  },
  volumes: {
    list: 'viewer',
    create: 'developer',
    // Any volume of the host, also of what is not ours.
    candidates: 'admin',
    attach: 'admin',
    getDefault: 'viewer',
    setDefault: 'developer',
    left: 'viewer',
    removeLeft: 'admin',
    get: 'viewer',
    update: 'developer',
    stats: 'viewer',
    removalPlan: 'viewer',
    remove: 'admin',
    detach: 'admin',
  },
} as const satisfies { readonly [F in keyof Contract]: { readonly [P in keyof Contract[F]]: Access } };

export function accessOf(path: readonly string[]): Access {
  const [feature, procedure] = path;
  const table: Readonly<Record<string, Readonly<Record<string, Access>>>> = permissions;
  // What is not in the table is nobody's but the owner's.
  return table[feature ?? '']?.[procedure ?? ''] ?? 'owner';
}
