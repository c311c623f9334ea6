import { oc } from '@orpc/contract';
import { z } from 'zod';
import { isoTime } from './common.ts';
import { errorBody } from './errors.ts';
import { diskUse, hostLink, hostRemoval, hostRemovalPlan, pruneInput, prunePlan, pruneResult } from './host-upkeep.ts';
import { hostId } from './ids.ts';

export const hostStatus = z.enum(['connecting', 'connected', 'unreachable']);

/** What the engine said of itself when it was connected, read once for each connection. */
export const engineFacts = z.object({
  version: z.string(),
  apiVersion: z.string(),
  /** What the machine calls itself. */
  hostName: z.string(),
  operatingSystem: z.string(),
  kernelVersion: z.string(),
  architecture: z.string(),
  cpus: z.number(),
  memoryBytes: z.number(),
  storageDriver: z.string(),
  /** Where the engine keeps everything, on its machine. */
  dataFolder: z.string(),
  cgroupVersion: z.enum(['1', '2']),
  isRootless: z.boolean(),
  isPodman: z.boolean(),
  hasBuildKit: z.boolean(),
});

/** How a host over SSH is logged in to; what is null is taken from the SSH configuration of whoever runs miniPaaS. */
export const sshAccess = z.object({
  address: z.string(),
  port: z.number().int().nullable(),
  user: z.string().nullable(),
  jump: z.string().nullable(),
  /** `default`: the agent and the keys that OpenSSH would try. */
  auth: z.enum(['key', 'password', 'agent', 'default']),
  privateKeyPath: z.string().nullable(),
});

export const host = z.object({
  id: hostId,
  name: z.string(),
  kind: z.enum(['local', 'ssh']),
  /** Null for the engine of this machine. */
  ssh: sshAccess.nullable(),
  /** Where the engine answers: `unix:///var/run/docker.sock`, `npipe:…`, `tcp://…`. Null while none was found. */
  endpoint: z.string().nullable(),
  status: hostStatus,
  error: errorBody.nullable(),
  engine: engineFacts.nullable(),
  projectCount: z.number().int(),
  runningCount: z.number().int(),
  connectedAt: isoTime.nullable(),
});

export type EngineFacts = z.infer<typeof engineFacts>;
export type Host = z.infer<typeof host>;

const hostName = z.string().trim().min(1).max(60);
/** No leading hyphen: it is handed to `ssh -G`. */
const machine = z
  .string()
  .trim()
  .min(1)
  .max(255)
  .regex(/^[^\s-][^\s]*$/, 'must be a name or an address');

const port = z.number().int().min(1).max(65535);
const user = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .regex(/^[^\s-][^\s]*$/, 'must be a user name');
const jump = z.string().trim().max(500);

const logins = {
  /** On the machine that miniPaaS runs on. */
  privateKeyPath: z.string().min(1).max(4096).optional(),
  /** Of an encrypted private key. */
  passphrase: z.string().min(1).max(1024).optional(),
  password: z.string().min(1).max(1024).optional(),
  /** True: the agent of SSH_AUTH_SOCK; or the path of its socket. */
  agent: z.union([z.boolean(), z.string().min(1).max(4096)]).optional(),
  /** `SHA256:…` of a host key that a person has compared: HOST_KEY_UNKNOWN names it. */
  hostKeyFingerprint: z.string().trim().max(100).optional(),
};

interface LoginWays {
  readonly privateKeyPath?: string | undefined;
  readonly password?: string | undefined;
  readonly agent?: boolean | string | undefined;
  readonly auth?: 'default' | undefined;
}

/** At most one way to log in can be named. */
function checkLogin({ privateKeyPath, password, agent, auth }: LoginWays, context: z.RefinementCtx): void {
  const ways = [privateKeyPath, password, agent === false ? undefined : agent, auth];
  if (ways.filter((way) => way !== undefined).length > 1) {
    const message = 'cannot be given together with another way to log in';
    const field = auth !== undefined ? 'auth' : password === undefined ? 'agent' : 'password';
    context.addIssue({ code: 'custom', path: [field], message });
  }
}

/** Without `privateKeyPath`, `password` and `agent`: the agent and the keys that OpenSSH would try. */
export const sshHostInput = z
  .object({
    name: hostName,
    kind: z.literal('ssh'),
    /** A name, an IP address, or an alias of `~/.ssh/config`. */
    address: machine,
    port: port.optional(),
    user: user.optional(),
    ...logins,
    /** `[user@]host[:port]`, commas between several; the first is reached first. */
    jump: jump.optional(),
  })
  .superRefine((input, context) => {
    checkLogin(input, context);
    if (input.passphrase !== undefined && input.privateKeyPath === undefined) {
      context.addIssue({ code: 'custom', path: ['passphrase'], message: 'needs privateKeyPath' });
    }
  });

/** What is left out stays as it is, passwords and passphrases too; of the local host only the name can be changed. */
export const updateHostInput = z
  .object({
    id: hostId,
    name: hostName.optional(),
    address: machine.optional(),
    /** Null: as the SSH configuration says. */
    port: port.nullable().optional(),
    user: user.nullable().optional(),
    jump: jump.nullable().optional(),
    ...logins,
    /** Instead of a key, a password or one agent: what OpenSSH would try. Forgets what is in the keychain. */
    auth: z.literal('default').optional(),
    /** Keep the change although the host cannot be connected with it now. */
    force: z.boolean().optional(),
  })
  .superRefine(checkLogin);

/**
 * In the order in which they are reached; a test that failed ends with the one that did. `prepare`: what this machine has for it, the SSH
 * configuration, keys, agents, before anybody is spoken to. With jump hosts the others come once for each machine.
 */
export const connectStage = z.enum(['prepare', 'name', 'connect', 'hostKey', 'login', 'docker']);

export const hostTest = z.object({
  stages: z.array(z.object({ stage: connectStage, isOk: z.boolean(), detail: z.string() })),
  /** Why the last stage failed; null when all went well. `details.fingerprint` of HOST_KEY_UNKNOWN is what to compare. */
  error: errorBody.nullable(),
  engine: engineFacts.nullable(),
});

export type SshHostInput = z.infer<typeof sshHostInput>;
export type UpdateHostInput = z.infer<typeof updateHostInput>;
export type ConnectStage = z.infer<typeof connectStage>;
export type HostTest = z.infer<typeof hostTest>;

const byId = z.object({ id: hostId });

/** What becomes of the projects of a host that is removed: `remove` takes away what they have there, `forget` leaves it running. */
export const projectsOfRemovedHost = z.enum(['forget', 'remove']);
export type ProjectsOfRemovedHost = z.infer<typeof projectsOfRemovedHost>;

export const hostsContract = {
  list: oc.route({ method: 'GET', path: '/hosts', summary: 'List hosts' }).output(z.array(host)),
  get: oc.route({ method: 'GET', path: '/hosts/{id}', summary: 'Get one host' }).input(byId).output(host),
  add: oc
    .route({ method: 'POST', path: '/hosts', summary: 'Add a host over SSH', successStatus: 201 })
    .input(sshHostInput)
    .output(host),
  test: oc
    .route({ method: 'POST', path: '/hosts/test', summary: 'Try a host over SSH without adding it' })
    .input(sshHostInput)
    .output(hostTest),
  update: oc
    .route({ method: 'PATCH', path: '/hosts/{id}', summary: 'Rename a host, or change how it is logged in to' })
    .input(updateHostInput)
    .output(host),
  removalPlan: oc
    .route({ method: 'GET', path: '/hosts/{id}/removal', summary: 'What removing the host would do to its projects' })
    .input(byId)
    .output(hostRemovalPlan),
  remove: oc
    .route({ method: 'DELETE', path: '/hosts/{id}', summary: 'Remove a host' })
    .input(
      byId.extend({
        /** Left out: refused with HOST_IN_USE while it has projects. */
        projects: projectsOfRemovedHost.optional(),
      }),
    )
    .output(hostRemoval),
  reconnect: oc
    .route({ method: 'POST', path: '/hosts/{id}/reconnect', summary: 'Look for the engine again, now' })
    .input(byId)
    .output(host),
  link: oc
    .route({ method: 'GET', path: '/hosts/{id}/link', summary: 'How fast the host answers, and over what' })
    .input(byId)
    .output(hostLink),
  disk: oc
    .route({ method: 'GET', path: '/hosts/{id}/disk', summary: 'What takes the space on the host’s disk' })
    .input(byId)
    .output(diskUse),
  prunePlan: oc
    .route({ method: 'GET', path: '/hosts/{id}/prune', summary: 'What of ours on the host nothing needs any more' })
    .input(byId)
    .output(prunePlan),
  prune: oc
    .route({ method: 'POST', path: '/hosts/{id}/prune', summary: 'Remove what of ours nothing needs any more' })
    .input(pruneInput)
    .output(pruneResult),
};
