// Where a domain leads and what its certificate is: looked at before an authority is asked, because one that is asked for a name
// that leads elsewhere refuses, and after a few times refuses for hours.
import type { DomainCertificate, DomainDns } from '../../../contract/domains.ts';
import type { Clock, DomainAnswer, DomainLookup, DomainRow } from './ports.ts';
import type { RunningIngress } from './state.ts';

export interface CheckDeps {
  readonly lookup: DomainLookup;
  readonly clock: Pick<Clock, 'now'>;
}

export interface CheckedHost {
  readonly name: string;
  readonly ingress: RunningIngress | null;
  /** What every name that leads there answers. */
  readonly proof: { readonly path: string; readonly answer: string };
}

const LOOKUP_TIMEOUT_MS = 8_000;
const LOG_LINES = 500;

export async function checkDns({ lookup }: CheckDeps, domain: DomainRow, host: CheckedHost): Promise<DomainDns> {
  const { hostName } = domain;
  if (host.ingress === null) {
    return unchecked(`No ingress runs on ${host.name}: install it on the Hosts page, then check again.`);
  }
  if (domain.tls === 'auto' && !host.ingress.isPublic) {
    return unchecked(
      `The ingress of ${host.name} is open to this machine only, so that no certificate authority reaches it. Open it to others on the Hosts page, or choose another kind of certificate.`,
    );
  }
  let addresses: readonly string[];
  try {
    // An authority asks name servers; a name of one's own network may stand elsewhere.
    const from = { isPublic: domain.tls === 'auto' };
    addresses = await lookup.addresses(hostName, from, AbortSignal.timeout(LOOKUP_TIMEOUT_MS));
  } catch (error) {
    return unchecked(`The name could not be looked up: ${textOf(error)}. Check the network, then check again.`);
  }
  if (addresses.length === 0) {
    return {
      status: 'missing',
      addresses: [],
      problem: `${hostName} has no address. Add an A record (and AAAA where the server has IPv6) that leads to ${host.name}; it may take until the old answer is forgotten.`,
    };
  }
  const target = { hostName, port: host.ingress.httpPort, path: host.proof.path };
  const signal = AbortSignal.timeout(LOOKUP_TIMEOUT_MS);
  const answers = await Promise.all(
    addresses.map(async (address) => ({ address, answer: await lookup.ask({ ...target, address }, signal) })),
  );
  const wrong = wrongOnes(answers, host.proof.answer);
  if (wrong.length === 0) {
    return { status: 'here', addresses: [...addresses], problem: null };
  }
  const places = wrong.map(({ address }) => address).join(', ');
  const reasons = [...new Set(wrong.map(({ reason }) => reason))].join('; ');
  const also = wrong.length < addresses.length ? 'also ' : '';
  return {
    status: 'elsewhere',
    addresses: [...addresses],
    problem: `${hostName} ${also}leads to ${places}, and not ${also && 'only '}to the ingress of ${host.name}: ${reasons}. Correct its A and AAAA records; where they are right, let port ${host.ingress.httpPort} through the firewall.`,
  };
}

interface AskedAddress {
  readonly address: string;
  readonly answer: DomainAnswer;
}

/** All have to lead here: an authority asks any of them. One that cannot be asked from here is let pass beside one that does. */
function wrongOnes(answers: readonly AskedAddress[], proof: string) {
  const others = answers.flatMap(({ address, answer }) => {
    if ('text' in answer) {
      return answer.text.includes(proof) ? [] : [{ address, reason: 'another server answered', isUnroutable: false }];
    }
    return [{ address, reason: answer.problem, isUnroutable: answer.isUnroutable }];
  });
  const isSomeHere = others.length < answers.length;
  return isSomeHere ? others.filter(({ isUnroutable }) => !isUnroutable) : others;
}

const unchecked = (problem: string): DomainDns => ({ status: 'unchecked', addresses: [], problem });

export async function checkCertificate(
  { lookup, clock }: CheckDeps,
  domain: DomainRow,
  dns: DomainDns,
  host: CheckedHost,
): Promise<DomainCertificate> {
  const none = { issuer: null, expiresAt: null, problem: null };
  const { ingress } = host;
  if (domain.tls === 'none') {
    return { ...none, status: 'none' };
  }
  if (ingress === null || (domain.tls === 'auto' && domain.verifiedAt === null && dns.status !== 'here')) {
    return { ...none, status: 'waiting', problem: 'It is asked for when the name leads here.' };
  }
  const target = await reached(ingress);
  const shown = await lookup.certificate(
    { hostName: domain.hostName, ...target },
    AbortSignal.timeout(LOOKUP_TIMEOUT_MS),
  );
  if ('problem' in shown || (domain.tls === 'auto' && !isOfAuthority(shown))) {
    const problem = await refusal(ingress, domain.hostName);
    return problem === null
      ? { ...none, status: 'waiting', problem: 'It is being asked for; that takes up to a minute.' }
      : {
          ...none,
          status: 'refused',
          problem: `No certificate was given: ${problem} It is asked for again by itself; if the reason stays, correct it, then remove the domain and add it again.`,
        };
  }
  const { issuer, expiresAt } = shown;
  const isOver = expiresAt <= clock.now();
  return {
    status: domain.tls === 'internal' ? 'internal' : isOver ? 'refused' : 'valid',
    issuer,
    expiresAt: new Date(expiresAt).toISOString(),
    problem: isOver ? 'It is over and was not renewed: install the ingress again.' : null,
  };
}

/** Traefik shows one of its own until it has another. */
function isOfAuthority({ issuer }: { readonly issuer: string }): boolean {
  return !/TRAEFIK DEFAULT CERT|Caddy Local Authority/i.test(issuer);
}

async function reached({ engine, httpsPort }: RunningIngress): Promise<{ address: string; port: number }> {
  return { address: engine.address, port: (await engine.openPort?.(httpsPort)) ?? httpsPort };
}

async function refusal({ engine, container, driver }: RunningIngress, hostName: string): Promise<string | null> {
  const lines = await engine.lastLines(container.id, LOG_LINES);
  const problem = driver.certificateProblem(lines, hostName);
  return problem === null ? null : /[.!?]$/.test(problem) ? problem : `${problem}.`;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
