// The ingress of a host, and domains.
import { entry } from './entry.ts';

export const ingressErrors = {
  INGRESS_IMAGE_UNAVAILABLE: entry<{ images: readonly string[]; problem: string }>({
    status: 422,
    message: ({ images, problem }) => `No image for the ingress can be had (${images.join(', ')}): ${problem}`,
    hint: () =>
      'Give the host access to the registry, load the image there (docker save IMAGE | ssh HOST docker load), or name another image in the settings; then install the ingress again. Until then applications answer on their published ports.',
    isTransient: true,
  }),
  INGRESS_PORT_TAKEN: entry<{ port: number; host: string }>({
    status: 409,
    message: ({ port, host }) => `Port ${port} of ${host} is used by another program, so the ingress cannot have it.`,
    hint: ({ port }) =>
      `Stop that program (ss -ltnp | grep :${port} shows it), or give the ingress other ports on the Hosts page; then install it again. Until then applications answer on their published ports.`,
  }),
  INGRESS_FAILED: entry<{ action: string; problem: string }>({
    status: 502,
    message: ({ action, problem }) => `The ingress did not ${action}: ${problem}`,
    hint: () =>
      'Install it again on the Hosts page; the log of its container says more. Until then applications answer on their published ports.',
  }),
  DOMAIN_TAKEN: entry<{ domain: string; project: string }>({
    status: 409,
    message: ({ domain, project }) => `${domain} belongs to the project ${project} already.`,
    hint: () => 'Remove it there first, or give one of the two a path of its own.',
  }),
} as const;
