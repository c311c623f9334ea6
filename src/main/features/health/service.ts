import type { Finding, Health } from '../../../contract/health.ts';
import type { HealthCheck } from './ports.ts';

export interface HealthDeps {
  readonly version: string;
  readonly startedAt: number;
  readonly checks: readonly HealthCheck[];
}

export function createHealth({ version, startedAt, checks }: HealthDeps) {
  const base = { version, startedAt: new Date(startedAt).toISOString() };

  return {
    /** Cheap, for load balancers and scripts: the program answers. */
    get: (): Health => ({ status: 'ok', ...base }),
    async detailed(): Promise<Health & { findings: Finding[] }> {
      const findings = (await Promise.all(checks.map(runCheck))).flat();
      const status = findings.some((finding) => finding.status === 'failed') ? 'degraded' : 'ok';
      return { status, ...base, findings };
    },
  };
}

async function runCheck({ id, check }: HealthCheck): Promise<readonly Finding[]> {
  try {
    return await check();
  } catch (error) {
    // One broken check must not hide what the others found.
    const problem = error instanceof Error ? error.message : String(error);
    return [
      { id, status: 'failed', message: `This could not be checked: ${problem}.`, hint: 'See the log of miniPaaS.' },
    ];
  }
}
