import type { CertificateReader, DomainState, HealthCheck, Observation } from '../ports.ts';

const DAY_MS = 86_400_000;
/** Authorities' certificates are renewed a month before their end: below this, renewing fails. */
const SOON_MS = 14 * DAY_MS;
const LAST_MS = 3 * DAY_MS;

/** Domains of one's own: whether they lead here, and how long their certificates hold. */
export function createCertificateCheck(certificates: CertificateReader, now: () => number): HealthCheck {
  return {
    id: 'certificate',
    everyMs: 3_600_000,
    after: ['domains'],
    applies: () => certificates.list().length > 0,
    async check() {
      const all = certificates.list();
      const troubled = all.flatMap((domain) => observe(domain, certificates, now()));
      const message = all.length === 1 ? 'The domain is in order.' : `All ${all.length} domains are in order.`;
      return troubled.length === 0 ? [{ id: 'certificate', status: 'ok', message, hint: null }] : troubled;
    },
  };
}

function observe(domain: DomainState, certificates: CertificateReader, now: number): Observation[] {
  const { id, hostName, dnsProblem, refusal, expiresAt } = domain;
  const fixes = [
    {
      id: `check-domain-${id}`,
      label: `Look at ${hostName} again`,
      removes: [],
      async apply() {
        await certificates.check(id);
        return `${hostName} was looked at.`;
      },
    },
  ];
  const finding = `certificate:${id}`;
  if (refusal !== null) {
    return [
      {
        id: finding,
        status: 'failed',
        message: `${hostName} got no certificate: ${refusal}`,
        hint: 'See its DNS and that port 80 is reached from outside.',
        fixes,
      },
    ];
  }
  const left = expiresAt === null ? Number.POSITIVE_INFINITY : expiresAt - now;
  if (left < SOON_MS) {
    const days = Math.floor(left / DAY_MS);
    const message =
      left < 0
        ? `The certificate of ${hostName} has expired.`
        : `The certificate of ${hostName} expires in ${days} day${days === 1 ? '' : 's'}.`;
    const hint = 'It should have been renewed by now: see its DNS and the log of the ingress.';
    return [{ id: finding, status: left < LAST_MS ? 'failed' : 'warning', message, hint, fixes }];
  }
  return dnsProblem === null
    ? []
    : [{ id: finding, status: 'warning', message: `${hostName}: ${dnsProblem}`, hint: null, fixes }];
}
