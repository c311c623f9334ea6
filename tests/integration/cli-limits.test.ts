// Limits and metrics on the command line and as CSV, against the real listener.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/cli.ts';
import type { MetricsPoint } from '../../src/contract/metrics.ts';
import type { Project, UpdateProjectInput } from '../../src/contract/projects.ts';
import { fakeServices, sampleProject } from '../support/fake-services.ts';
import { FIXED_TOKEN, startTestListener, type TestListener } from '../support/test-listener.ts';

const at = '2026-01-02T03:04:05.000Z';
const point: MetricsPoint = {
  at,
  measuredSeconds: 15,
  cpuMillicores: 250,
  cpuPeakMillicores: 400,
  cpuLimitMillicores: 1000,
  cpuThrottledShare: 0,
  memoryBytes: 64 * 1024 * 1024,
  memoryPeakBytes: 65 * 1024 * 1024,
  memoryLimitBytes: null,
  networkInBytesPerSecond: 1024,
  networkOutBytesPerSecond: 2048,
  diskReadBytesPerSecond: null,
  diskWriteBytesPerSecond: null,
  processes: 4,
  restarts: 2,
  outOfMemory: 1,
  responses: { '1xx': 0, '2xx': 90, '3xx': 0, '4xx': 0, '5xx': 10 },
};

let server: TestListener;
let project: Project;
let points: MetricsPoint[];

beforeAll(async () => {
  const update = ({ id, memoryLimitMb, pidsLimit }: UpdateProjectInput): Project => ({
    ...project,
    id,
    settings: {
      ...project.settings,
      memoryLimitMb: memoryLimitMb === undefined ? project.settings.memoryLimitMb : memoryLimitMb,
      pidsLimit: pidsLimit === undefined ? project.settings.pidsLimit : pidsLimit,
    },
  });
  server = await startTestListener({
    fake: fakeServices({
      projects: { list: () => [project], update },
      metrics: {
        project: ({ id, range }) => ({
          projectId: id,
          range,
          from: at,
          to: at,
          stepSeconds: 15,
          knownSince: at,
          points,
          deployments: [],
        }),
      },
    }),
  });
});
afterAll(() => server.close());
beforeEach(() => {
  const sample = sampleProject(1, 'shop');
  const settings = { ...sample.settings, memoryLimitMb: 512, cpuLimitMillicores: 1000 };
  project = { ...sample, settings, runningLimits: settings };
  points = [point];
  server.fake.calls.splice(0);
});

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await runCli(args, {
    env: { MINIPAAS_URL: server.url, MINIPAAS_TOKEN: FIXED_TOKEN },
    cwd: '/',
    home: '/',
    platform: 'linux',
    print: async (text) => {
      out += text;
    },
    say: (text) => {
      err += text;
    },
    readInput: async () => '',
    openInBrowser: async () => undefined,
    signal: new AbortController().signal,
  });
  return { code, out, err };
}

const updates = () => server.fake.calls.filter(({ path }) => path === 'projects.update').map(({ input }) => input);

describe('minipaas limits', () => {
  it('shows what is set and what is in force', async () => {
    const { code, out } = await run('limits', 'shop');
    expect(code).toBe(0);
    expect(out).toContain('memory     512 MB           512 MB\n');
    expect(out).toContain('processes  none             none\n');
    expect(updates()).toEqual([]);
  });

  it('changes what is named, and says what waits', async () => {
    const { out } = await run('limits', 'shop', '--memory', 'none', '--processes', '64');
    expect(updates()).toEqual([{ id: 1, memoryLimitMb: null, pidsLimit: 64 }]);
    expect(out).toMatch(/memory +none +512 MB +waits for the next deployment/);
  });

  it('refuses what is no limit before it asks anybody', async () => {
    expect(await run('limits', 'shop', '--cpu', 'lots')).toMatchObject({
      code: 2,
      err: expect.stringContaining('neither a whole number nor "none"') as string,
    });
    expect(await run('limits', 'shop', '--restart', 'sometimes')).toMatchObject({ code: 2 });
    expect(updates()).toEqual([]);
  });
});

describe('minipaas metrics', () => {
  it('sums up what was used, in its units', async () => {
    const { out } = await run('metrics', 'shop', '--range', '24h');
    expect(out).toMatch(/cpu +250\.0 +250\.0 +250\.0 +millicores/);
    expect(out).toMatch(/memory +64\.0 +64\.0 +64\.0 +MB/);
    expect(out).toMatch(/disk read +- +- +- +KB\/s/);
    expect(out).toContain(
      'In the last 24h: 100 requests, 10 of them answered with 5xx; 2 restarts, 1 times out of memory',
    );
  });

  it('writes every step as CSV or JSON', async () => {
    expect((await run('metrics', 'shop', '--csv')).out).toContain(`${at},15,250,400,1000,0,67108864`);
    expect(JSON.parse((await run('metrics', 'shop', '--json')).out)).toMatchObject({ range: '1h', points: [point] });
    expect(await run('metrics', 'shop', '--range', '2y')).toMatchObject({ code: 2 });
  });

  it('says that nothing was measured', async () => {
    points = [];
    expect((await run('metrics', 'shop')).out).toBe('Nothing was measured in the last 1h.\n');
  });
});

describe('GET /api/projects/:id/metrics.csv', () => {
  it('sends a file, to whoever may see the project', async () => {
    const answer = await server.askAsToken('/api/projects/7/metrics.csv?range=7d');
    expect(answer.status).toBe(200);
    expect(answer.text).toBe('at,7,7d\r\n');
    expect(answer.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="project-7-metrics-7d.csv"',
    });
    expect((await server.ask('/api/projects/7/metrics.csv')).status).toBe(401);
    expect((await server.askAsToken('/api/projects/7/metrics.csv?range=2y')).status).toBe(400);
  });
});
