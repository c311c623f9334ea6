// Hosts reached over SSH.
import { entry } from './entry.ts';

export const hostErrors = {
  SSH_NAME_UNKNOWN: entry<{ host: string }>({
    status: 422,
    message: ({ host }) => `There is no machine called ${host}: the name has no address.`,
    hint: () => 'Check the name, or enter the machine’s IP address. A name of ~/.ssh/config works as well.',
    isTransient: true,
  }),
  SSH_UNREACHABLE: entry<{ host: string; port: number; problem: string }>({
    status: 502,
    message: ({ host, port, problem }) => `${host} does not answer on port ${port}: ${problem}.`,
    hint: () => 'Check that the machine is on, that its SSH server runs on that port, and that no firewall is between.',
    isTransient: true,
  }),
  SSH_NOT_SPOKEN: entry<{ host: string; port: number; problem: string }>({
    status: 422,
    message: ({ host, port, problem }) => `What answers on port ${port} of ${host} is no SSH server: ${problem}.`,
    hint: () => 'Enter the port of the SSH server; usually it is 22.',
  }),
  SSH_CONFIG_UNUSABLE: entry<{ host: string; problem: string }>({
    status: 422,
    message: ({ host, problem }) => `The SSH configuration for ${host} cannot be used: ${problem}.`,
    hint: () => 'Correct ~/.ssh/config (ssh -G NAME shows what it says), or enter address, user and jump host here.',
  }),
  /** `hasAuthority`: known_hosts has a line `@cert-authority` for it. */
  HOST_KEY_UNKNOWN: entry<{ host: string; keyType: string; fingerprint: string; hasAuthority: boolean }>({
    status: 409,
    message: ({ host, keyType, fingerprint, hasAuthority }) =>
      `The SSH host key of ${host} is not known${hasAuthority ? ': known_hosts trusts an authority for it (@cert-authority), and miniPaaS checks no certificates' : ''}. It shows ${fingerprint} (${keyType}).`,
    hint: () =>
      'Compare it with what the machine itself says (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub). If they are the same, add the host with this fingerprint.',
  }),
  HOST_KEY_CHANGED: entry<{ host: string; presented: string; expected: readonly string[] }>({
    status: 409,
    message: ({ host, presented, expected }) =>
      `The SSH host key of ${host} has changed: expected ${expected.join(' or ')}, but it shows ${presented}. Somebody may be listening in, so nothing was sent.`,
    hint: ({ host }) =>
      `Ask whoever runs the machine, or look at its console (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub). Only if it was set up anew: forget the old key with ssh-keygen -R "${host}", or remove the host here, and add it again.`,
  }),
  HOST_KEY_REVOKED: entry<{ host: string; fingerprint: string }>({
    status: 409,
    message: ({ host, fingerprint }) =>
      `The SSH host key ${fingerprint} of ${host} is marked as revoked in known_hosts.`,
    hint: () => 'Do not connect. Ask whoever runs the machine for a new host key.',
  }),
  SSH_KEY_UNUSABLE: entry<{ path: string; problem: string }>({
    status: 422,
    message: ({ path, problem }) => `The private key ${path} cannot be used: ${problem}.`,
    hint: () => 'Name the file of a private key that miniPaaS may read, not the one that ends in .pub.',
  }),
  SSH_PASSPHRASE_NEEDED: entry<{ path: string }>({
    status: 422,
    message: ({ path }) => `The private key ${path} is encrypted.`,
    hint: () => 'Enter its passphrase, or add the key to the SSH agent (ssh-add) and use the agent.',
  }),
  SSH_PASSPHRASE_WRONG: entry<{ path: string }>({
    status: 422,
    message: ({ path }) => `The passphrase does not open the private key ${path}.`,
    hint: () => 'Enter the passphrase again.',
  }),
  SSH_AGENT_UNAVAILABLE: entry<{ problem: string }>({
    status: 422,
    message: ({ problem }) => `The SSH agent cannot be used: ${problem}.`,
    hint: () => 'Start an agent, add a key with ssh-add, and start miniPaaS from the same session; or name a key file.',
  }),
  SSH_LOGIN_REFUSED: entry<{ host: string; user: string; tried: readonly string[]; accepted: readonly string[] }>({
    status: 422,
    message: ({ host, user, tried, accepted }) =>
      `${host} does not let ${user} in. Tried: ${tried.join(', ')}. It accepts: ${accepted.join(', ')}.`,
    hint: ({ user }) =>
      `Check the user. For a key, its public half must stand in ~/.ssh/authorized_keys of ${user} on that machine (ssh-copy-id).`,
  }),
  SSH_FORWARDING_REFUSED: entry<{ host: string; what: string }>({
    status: 422,
    message: ({ host, what }) => `The SSH server of ${host} does not forward ${what}.`,
    hint: () => 'Allow it in /etc/ssh/sshd_config of that machine (AllowTcpForwarding yes) and reload its SSH server.',
  }),
  SSH_SESSIONS_TOO_FEW: entry<{ host: string; sessions: number }>({
    status: 422,
    message: ({ host, sessions }) =>
      `The SSH server of ${host} forwards no sockets and allows only ${sessions === 1 ? 'one session' : `${sessions} sessions`} of a connection: following what happens there leaves none for anything else.`,
    hint: () =>
      'In /etc/ssh/sshd_config of that machine set AllowStreamLocalForwarding yes, or MaxSessions 10, and reload its SSH server.',
  }),
  DOCKER_NOT_ON_HOST: entry<{ host: string; problem: string }>({
    status: 422,
    message: ({ host, problem }) => `The login on ${host} works, but no Docker engine is reached there: ${problem}.`,
    hint: () =>
      'Install Docker on that machine (https://docs.docker.com/engine/install/), start it, and check with: ssh USER@HOST docker version.',
    isTransient: true,
  }),
  HOST_BUSY: entry<{ host: string }>({
    status: 409,
    message: ({ host }) => `${host} is being changed by somebody else.`,
    hint: () => 'Wait until that is done, then look at it again.',
  }),
  HOST_IN_USE: entry<{ host: string; projects: number }>({
    status: 409,
    message: ({ host, projects }) => `${projects === 1 ? 'One project runs' : `${projects} projects run`} on ${host}.`,
    hint: () =>
      'Move them to another host first, or say what becomes of them: projects=remove takes away what they have there, projects=forget leaves it running and forgets it.',
  }),
} as const;
