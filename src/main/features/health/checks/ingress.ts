import type { HealthCheck, HostsReader, IngressReader, Observation } from '../ports.ts';

/** What routes names to applications. Without it they answer on their ports, so that its lack is a warning. */
export function createIngressCheck(hosts: Pick<HostsReader, 'list'>, ingress: IngressReader): HealthCheck {
  return {
    id: 'ingress',
    everyMs: 60_000,
    after: ['ingress', 'host'],
    async check() {
      const connected = hosts.list().filter(({ status }) => status === 'connected');
      return connected.flatMap(({ id, name }): Observation[] => {
        const { status, program, error, routes } = ingress.get(id);
        if (status === 'running') {
          const message = `${name}: ${program ?? 'the ingress'} routes ${routes} address${routes === 1 ? '' : 'es'}.`;
          return [{ id: `ingress:${id}`, status: 'ok', message, hint: null }];
        }
        if (status !== 'unavailable') {
          // Not wanted, on its way, or not to be asked now.
          return [];
        }
        return [
          {
            id: `ingress:${id}`,
            status: 'warning',
            message: `${name}: ${error?.message ?? 'the ingress does not run.'}`,
            hint: error?.hint ?? null,
            fixes: [
              {
                id: `install-ingress-${id}`,
                label: `Install the ingress of ${name} again`,
                removes: [],
                async apply() {
                  const after = await ingress.install(id);
                  return after === 'running' ? 'The ingress runs.' : 'The ingress still does not run.';
                },
              },
            ],
          },
        ];
      });
    },
  };
}
