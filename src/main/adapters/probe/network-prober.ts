// Asks a published port whether an application answers on it, from where its users are.
import type { Prober } from '../../features/deployments/ports/prober.ts';
import { probeHttp } from './probe-http.ts';
import { probeTcp } from './probe-tcp.ts';

export const networkProber: Prober = {
  probe: ({ httpPath, ...target }) => (httpPath === null ? probeTcp(target) : probeHttp({ ...target, path: httpPath })),
};
