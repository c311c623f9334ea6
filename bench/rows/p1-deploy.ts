import { join } from 'node:path';
import { applicationFiles, createRepository } from '../lib/repository.ts';
import { docker, dockerBuild, firstAnswer, publishedPort, run } from '../lib/commands.ts';
import { startHeadless } from '../lib/headless.ts';
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

    const { api, stop } = await startHeadless(context, 'p1-data');
    const warm = await api.createProject({ name: 'bench-warm', repoUrl: repository });
    await api.deploy(warm.id);

    const baseline: number[] = [];
    const first: number[] = [];
    const next: number[] = [];
    for (let n = 0; n < ROUNDS; n++) {
      await remove();
      baseline.push(await timed(byHand));
      const project = await api.createProject({ name: `bench-${n}`, repoUrl: repository });
      const deployAndAsk = async () => firstAnswer((await api.deploy(project.id)).url ?? '');
      first.push(await timed(deployAndAsk));
      next.push(await timed(deployAndAsk));
      await api.call('DELETE', `/projects/${project.id}`);
    }
    await stop();
    const shared = { baseline: median(baseline), unit: 'ms', goal: 1.15 } as const;
    return [
      { part: 'first release', ours: median(first), ...shared },
      { part: 'replacing a running one', ours: median(next), ...shared },
    ];
  },
};
