/** How the state of an ingress, a name and a certificate reads. Pure. */
import { assertNever } from '../../../contract/assert-never.ts';
import type { Domain } from '../../../contract/domains.ts';
import type { Ingress, IngressProgram } from '../../../contract/ingress.ts';
import type { Tone } from '../../lib/tone.ts';

export interface Words {
  readonly tone: Tone;
  readonly label: string;
}

export const programName = (program: IngressProgram): string => (program === 'caddy' ? 'Caddy' : 'Traefik');

export function ingressWords({ status }: Pick<Ingress, 'status'>): Words {
  switch (status) {
    case 'running':
      return { tone: 'ok', label: 'running' };
    case 'installing':
      return { tone: 'busy', label: 'being installed' };
    case 'unavailable':
      return { tone: 'bad', label: 'not available' };
    case 'off':
      return { tone: 'idle', label: 'not installed' };
    case 'unknown':
      return { tone: 'wait', label: 'not known' };
    default:
      return assertNever(status);
  }
}

export function dnsWords({ status }: Domain['dns']): Words {
  switch (status) {
    case 'here':
      return { tone: 'ok', label: 'leads here' };
    case 'elsewhere':
      return { tone: 'bad', label: 'leads elsewhere' };
    case 'missing':
      return { tone: 'bad', label: 'has no address' };
    case 'unchecked':
      return { tone: 'wait', label: 'not checked yet' };
    default:
      return assertNever(status);
  }
}

export function certificateWords({ status }: Domain['certificate']): Words {
  switch (status) {
    case 'valid':
      return { tone: 'ok', label: 'valid' };
    case 'internal':
      return { tone: 'ok', label: 'of the ingress itself' };
    case 'waiting':
      return { tone: 'wait', label: 'waiting' };
    case 'refused':
      return { tone: 'bad', label: 'refused' };
    case 'none':
      return { tone: 'idle', label: 'none: plain HTTP' };
    default:
      return assertNever(status);
  }
}

/** What a domain does, in words beside its address. */
export function domainDoes({ redirectTo, pathPrefix, stripPrefix, authUser }: Domain): readonly string[] {
  return [
    ...(redirectTo === null ? [] : [`sends to ${redirectTo}`]),
    ...(stripPrefix && pathPrefix !== '/' ? [`without ${pathPrefix} for the application`] : []),
    ...(authUser === null ? [] : [`asks for the password of ${authUser}`]),
  ];
}
