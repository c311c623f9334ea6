import { join } from 'node:path';
import type { Deployment } from '../../src/contract/deployments.ts';
import type { Project } from '../../src/contract/projects.ts';
import { applicationFiles, createRepository } from '../lib/repository.ts';
import { docker, firstAnswer, publishedPort } from '../lib/commands.ts';
import { type Headless, startHeadless } from '../lib/headless.ts';
import { startRouted } from '../lib/ingress.ts';
import { median, type Row, timed } from '../lib/row.ts';

const ROUNDS = 5;
const container = 'minipaas-bench-p2';

interface Side {
  readonly headless: Headless;
  readonly project: Project;
  readonly kept: Deployment;
  readonly times: number[];
}

export const rollbackRow: Row = {
  id: 'P2',
  title: 'rollback to a kept image',
  async run(context) {
    const repository = await createRepository(join(context.directory, 'p2.git'), applicationFiles);
    async function prepare(headless: Headless, name: string): Promise<Side> {
      const project = await headless.api.createProject({ name, repoUrl: repository, drainSeconds: 1 });
      const kept = await headless.api.deploy(project.id);
      await headless.api.deploy(project.id);
      return { headless, project, kept, times: [] };
    }
    const plain = await prepare(await startHeadless(context, 'p2-data'), 'bench-rollback');
    const routed = await prepare(await startRouted(context, 'p2-routed-data'), 'bench-rollback-routed');

    const remove = () => docker('rm', '--force', container).catch(() => '');
    context.onEnd(remove);
    const baseline: number[] = [];
    for (let n = 0; n < ROUNDS; n++) {
      await Promise.all([untilTidy(plain), untilTidy(routed)]);
      baseline.push(
        await timed(async () => {
          await docker('run', '--detach', '--name', container, '--publish', '127.0.0.1::3000', plain.kept.image ?? '');
          await firstAnswer(`http://127.0.0.1:${await publishedPort(container)}/`);
        }),
      );
      await remove();
      for (const side of [plain, routed]) {
        side.times.push(await timed(() => rollBack(side)));
        await untilTidy(side);
      }
    }
    await plain.headless.stop();
    await routed.headless.stop();
    const shared = { baseline: median(baseline), unit: 'ms', goal: 1.3 } as const;
    return [
      { part: 'on its port', ours: median(plain.times), ...shared },
      { part: 'with an ingress', ours: median(routed.times), ...shared },
    ];
  },
};

async function rollBack({ headless: { api }, kept }: Side): Promise<void> {
  const { id } = await api.call<Deployment>('POST', `/deployments/${kept.id}/rollback`, {});
  await firstAnswer((await api.untilRunning(id)).url ?? '');
}

/** Until what was replaced is removed: that must not slow the other side down. */
async function untilTidy({ project }: Side): Promise<void> {
  for (let left = 2; left > 1; ) {
    const ids = await docker('ps', '--all', '--quiet', '--filter', `name=minipaas-${project.slug}-[0-9]`);
    left = ids.trim().split('\n').length;
  }
}
