// Under which address a project is reached through its host's ingress. Pure.
import type { DomainRow, RoutedProject } from './ports.ts';
import { localName } from './route-table.ts';
import type { RunningIngress } from './state.ts';

type Ports = Pick<RunningIngress, 'localPort' | 'httpPort' | 'httpsPort'>;

/** The first domain that people reach it by; else its name on this machine. */
export function projectAddress(project: RoutedProject, domains: readonly DomainRow[], ports: Ports): string {
  const domain = domains.find((each) => each.redirectTo === null && isUsable(each));
  return domain === undefined
    ? `http://${localName(project)}${portPart(ports.localPort, 80)}`
    : domainUrl(domain, ports);
}

/** One with a public certificate only when it leads here: until then nobody knows where it leads. */
function isUsable({ tls, verifiedAt }: DomainRow): boolean {
  return tls !== 'auto' || verifiedAt !== null;
}

export function domainUrl(
  { hostName, pathPrefix, tls }: Pick<DomainRow, 'hostName' | 'pathPrefix' | 'tls'>,
  { httpPort, httpsPort }: Pick<Ports, 'httpPort' | 'httpsPort'>,
): string {
  const path = pathPrefix === '/' ? '' : pathPrefix;
  return tls === 'none'
    ? `http://${hostName}${portPart(httpPort, 80)}${path}`
    : `https://${hostName}${portPart(httpsPort, 443)}${path}`;
}

const portPart = (port: number, usual: number): string => (port === usual ? '' : `:${port}`);
