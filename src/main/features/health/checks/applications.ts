import type { Application, ApplicationsReader, Fix, HealthCheck, Observation } from '../ports.ts';

/** Applications that stopped by themselves, and such as are started again and again. */
export function createApplicationsCheck(applications: ApplicationsReader): HealthCheck {
  return {
    id: 'application',
    everyMs: 300_000,
    after: ['project'],
    async check() {
      const all = applications.list();
      const troubled = all.flatMap((application) => observe(application, applications));
      const running = all.filter(({ runState }) => runState === 'running').length;
      const summary: Observation = {
        id: 'application',
        status: 'ok',
        message: running === 1 ? '1 application runs.' : `${running} applications run.`,
        hint: null,
      };
      return troubled.length === 0 ? [summary] : troubled;
    },
  };
}

function observe({ projectId, name, runState, problem }: Application, applications: ApplicationsReader): Observation[] {
  const id = `application:${projectId}`;
  if (runState === 'restarting') {
    return [
      {
        id,
        status: 'failed',
        message: `${name} crashes and is started again and again.`,
        hint: 'Its runtime log says why.',
        fixes: [fixOf(`restart-application-${projectId}`, `Restart ${name}`, () => applications.restart(projectId))],
      },
    ];
  }
  if (runState === 'stopped' && problem !== null) {
    const start = fixOf(`start-application-${projectId}`, `Start ${name} again`, () => applications.start(projectId));
    return [{ id, status: 'failed', message: `${name}: ${problem.message}`, hint: problem.hint, fixes: [start] }];
  }
  return [];
}

function fixOf(id: string, label: string, act: () => Promise<void>): Fix {
  return {
    id,
    label,
    removes: [],
    async apply() {
      await act();
      return `${label}: done.`;
    },
  };
}
