import { oc } from '@orpc/contract';
import { z } from 'zod';
import { isoTime } from './common.ts';
import { errorBody } from './errors.ts';
import { hostId } from './ids.ts';

export const hostStatus = z.enum(['connecting', 'connected', 'unreachable']);

/** What the engine said of itself when it was connected, read once for each connection. */
export const engineFacts = z.object({
  version: z.string(),
  apiVersion: z.string(),
  operatingSystem: z.string(),
  architecture: z.string(),
  cpus: z.number(),
  memoryBytes: z.number(),
  storageDriver: z.string(),
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

/** Without `privateKeyPath`, `password` and `agent`: the agent and the keys that OpenSSH would try. */
export const sshHostInput = z
  .object({
    name: hostName,
    kind: z.literal('ssh'),
    /** A name, an IP address, or an alias of `~/.ssh/config`. */
    address: machine,
    port: z.number().int().min(1).max(65535).optional(),
    user: z
      .string()
      .trim()
      .min(1)
      .max(64)
      .regex(/^[^\s-][^\s]*$/, 'must be a user name')
      .optional(),
    /** On the machine that miniPaaS runs on. */
    privateKeyPath: z.string().min(1).max(4096).optional(),
    /** Of an encrypted private key. */
    passphrase: z.string().min(1).max(1024).optional(),
    password: z.string().min(1).max(1024).optional(),
    /** True: the agent of SSH_AUTH_SOCK; or the path of its socket. */
    agent: z.union([z.boolean(), z.string().min(1).max(4096)]).optional(),
    /** `[user@]host[:port]`, commas between several; the first is reached first. */
    jump: z.string().trim().max(500).optional(),
    /** `SHA256:…` of a host key that a person has compared: HOST_KEY_UNKNOWN names it. */
    hostKeyFingerprint: z.string().trim().max(100).optional(),
  })
  .superRefine(({ privateKeyPath, password, agent, passphrase }, context) => {
    const ways = [privateKeyPath !== undefined, password !== undefined, agent !== undefined && agent !== false];
    if (ways.filter(Boolean).length > 1) {
      const message = 'cannot be given together with another way to log in';
      context.addIssue({ code: 'custom', path: [password === undefined ? 'agent' : 'password'], message });
    }
    if (passphrase !== undefined && privateKeyPath === undefined) {
      context.addIssue({ code: 'custom', path: ['passphrase'], message: 'needs privateKeyPath' });
    }
  });

/** In the order in which they are reached; a test that failed ends with the one that did. */
export const connectStage = z.enum(['name', 'connect', 'hostKey', 'login', 'docker']);

export const hostTest = z.object({
  stages: z.array(z.object({ stage: connectStage, isOk: z.boolean(), detail: z.string() })),
  /** Why the last stage failed; null when all went well. `details.fingerprint` of HOST_KEY_UNKNOWN is what to compare. */
  error: errorBody.nullable(),
  engine: engineFacts.nullable(),
});

export type SshHostInput = z.infer<typeof sshHostInput>;
export type ConnectStage = z.infer<typeof connectStage>;
export type HostTest = z.infer<typeof hostTest>;

const byId = z.object({ id: hostId });

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
  remove: oc.route({ method: 'DELETE', path: '/hosts/{id}', summary: 'Remove a host' }).input(byId).output(byId),
  reconnect: oc
    .route({ method: 'POST', path: '/hosts/{id}/reconnect', summary: 'Look for the engine again, now' })
    .input(byId)
    .output(host),
};
