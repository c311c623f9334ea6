// Caddy 2 as the ingress of a host.
import type { IngressDriver } from '../../features/ingress/ports.ts';
import { caddyConfig } from './caddy-config.ts';
import { COUNT_PROGRAM, COUNT_SCRIPT, countProgram, countScript, readCaddyCounts } from './caddy-counts.ts';
import { HOME, POINTERS, upstreamName } from './paths.ts';

const CONFIG = `${HOME}/caddy.json`;

export const caddy: IngressDriver = {
  program: 'caddy',
  // Looked at for each request.
  settleMs: 0,
  dataPath: '/data',
  command: () => ['caddy', 'run', '--config', CONFIG],
  configuration: (table) => [
    { path: CONFIG, text: `${JSON.stringify(caddyConfig(table), null, 1)}\n` },
    { path: COUNT_SCRIPT, text: countScript },
    { path: COUNT_PROGRAM, text: countProgram(table) },
  ],
  reload: ['caddy', 'reload', '--config', CONFIG],
  point: ({ slug, target }) =>
    target === null
      ? []
      : [
          {
            path: `${POINTERS}/${slug}/${fileName(target)}`,
            text: '',
            // The newest counts, and deployments are numbered: no clock can be wrong about that.
            modifiedAt: target.deploymentId,
          },
        ],
  listPointers: ['find', POINTERS, '-type', 'f'],
  stalePointers(listing, pointers, slug) {
    const needed = new Set(pointers.flatMap((pointer) => caddy.point(pointer).map(({ path }) => path)));
    const folder = slug === undefined ? `${POINTERS}/` : `${POINTERS}/${slug}/`;
    return listing.split('\n').filter((path) => path.startsWith(folder) && !needed.has(path));
  },
  countCommand: (state) => ['sh', COUNT_SCRIPT, state ?? 'end'],
  readCounts: readCaddyCounts,
  certificateProblem(lines, hostName) {
    const found = lines.findLast(
      (line) => line.includes(`"identifier":"${hostName}"`) && line.includes('"level":"error"'),
    );
    const said = found === undefined ? null : /"error":"((?:[^"\\]|\\.)*)"/.exec(found);
    return said === null ? null : (JSON.parse(`"${said[1] ?? ''}"`) as string);
  },
};

function fileName({ containerId, port }: { readonly containerId: string; readonly port: number }): string {
  return `${upstreamName(containerId)}:${port}`;
}
