import { join } from 'node:path';
import { applicationFiles, createRepository } from '../lib/repository.ts';
import { docker, dockerBuild, firstAnswer, publishedPort, run } from '../lib/commands.ts';
import { type Headless, startHeadless } from '../lib/headless.ts';
import { startRouted } from '../lib/ingress.ts';
import { median, type Row, timed } from '../lib/row.ts';

const ROUNDS = 5;
const image = 'minipaas-bench/p1:local';
const container = 'minipaas-bench-p1';

/** A cached build, from `git clone` to the first answer: a first release, and one that replaces another. */
export const deployRow: Row = {
  id: 'P1',
  title: 'deploy of a cached build',
  async run(context) {
    const repository = await createRepository(join(context.directory, 'p1.git'), applicationFiles);
    const remove = () => docker('rm', '--force', container).catch(() => '');
    context.onEnd(async () => {
      await remove();
      await docker('image', 'rm', '--force', image);
    });
    let round = 0;
    const byHand = async (): Promise<void> => {
      const clone = join(context.directory, `p1-clone-${round++}`);
      await run('git', ['clone', '--quiet', '--depth', '1', `file://${repository}`, clone]);
      await dockerBuild(image, clone);
      await docker('run', '--detach', '--name', container, '--publish', '127.0.0.1::3000', image);
      await firstAnswer(`http://127.0.0.1:${await publishedPort(container)}/`);
    };
    await byHand();

    const plain = await startHeadless(context, 'p1-data');
    const routed = await startRouted(context, 'p1-routed-data');
    for (const [at, { api }] of [plain, routed].entries()) {
      const warm = await api.createProject({ name: `bench-warm-${at}`, repoUrl: repository });
      await api.deploy(warm.id);
    }
    const baseline: number[] = [];
    const times = {
      first: [] as number[],
      next: [] as number[],
      routedFirst: [] as number[],
      routedNext: [] as number[],
    };
    async function deployTwice({ api }: Headless, name: string, first: number[], next: number[]): Promise<void> {
      const project = await api.createProject({ name, repoUrl: repository, drainSeconds: 1 });
      const deployAndAsk = async () => firstAnswer((await api.deploy(project.id)).url ?? '');
      first.push(await timed(deployAndAsk));
      next.push(await timed(deployAndAsk));
      await api.call('DELETE', `/projects/${project.id}`);
    }
    for (let n = 0; n < ROUNDS; n++) {
      await remove();
      baseline.push(await timed(byHand));
      await deployTwice(plain, `bench-${n}`, times.first, times.next);
      await deployTwice(routed, `bench-routed-${n}`, times.routedFirst, times.routedNext);
    }
    await plain.stop();
    await routed.stop();
    const shared = { baseline: median(baseline), unit: 'ms', goal: 1.15 } as const;
    return [
      { part: 'first release', ours: median(times.first), ...shared },
      { part: 'replacing a running one', ours: median(times.next), ...shared },
      { part: 'first release, with an ingress', ours: median(times.routedFirst), ...shared },
      { part: 'replacing a running one, with an ingress', ours: median(times.routedNext), ...shared },
    ];
  },
};
