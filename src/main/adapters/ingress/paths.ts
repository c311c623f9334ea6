/** Where the ingress container keeps what we put there. */
export const HOME = '/etc/minipaas';
export const POINTERS = `${HOME}/routes`;
export const ACCESS_LOG = '/var/log/minipaas/access.log';

/** Ports inside the container. */
export const HTTP_PORT = 80;
export const HTTPS_PORT = 443;
/** For names of this machine where the others are everybody's. */
export const MACHINE_PORT = 8081;

/** A path that nobody asks for by accident; whoever answers it as we do is the ingress of that host. */
export const proofPath = (token: string): string => `/.well-known/minipaas-${token}`;
export const proofAnswer = (token: string): string => `minipaas-ingress-${token}`;

/** Docker resolves a container's short id in its network, and a name may be longer than a DNS label. */
export const upstreamName = (containerId: string): string => containerId.slice(0, 12);
