import { join } from 'node:path';
import type { Deployment } from '../../src/contract/deployments.ts';
import { applicationFiles, createRepository } from '../lib/repository.ts';
import { docker, firstAnswer, publishedPort } from '../lib/commands.ts';
import { startHeadless } from '../lib/headless.ts';
import { median, type Row, timed } from '../lib/row.ts';

const ROUNDS = 5;
const container = 'minipaas-bench-p2';

export const rollbackRow: Row = {
  id: 'P2',
  title: 'rollback to a kept image',
  async run(context) {
    const repository = await createRepository(join(context.directory, 'p2.git'), applicationFiles);
    const { api, stop } = await startHeadless(context, 'p2-data');
    const project = await api.createProject({ name: 'bench-rollback', repoUrl: repository });
    const kept = await api.deploy(project.id);
    await api.deploy(project.id);

    /** Until what was replaced is removed: that must not slow the other side down. */
    const untilTidy = async (): Promise<void> => {
      for (let left = 2; left > 1; ) {
        const ids = await docker(
          'ps',
          '--all',
          '--quiet',
          '--filter',
          'label=minipaas.managed',
          '--filter',
          `label=minipaas.project=${project.id}`,
          '--filter',
          `name=minipaas-${project.slug}-`,
        );
        left = ids.trim().split('\n').length;
      }
    };
    const remove = () => docker('rm', '--force', container).catch(() => '');
    context.onEnd(remove);
    const baseline: number[] = [];
    const ours: number[] = [];
    for (let n = 0; n < ROUNDS; n++) {
      await untilTidy();
      baseline.push(
        await timed(async () => {
          await docker('run', '--detach', '--name', container, '--publish', '127.0.0.1::3000', kept.image ?? '');
          await firstAnswer(`http://127.0.0.1:${await publishedPort(container)}/`);
        }),
      );
      await remove();
      ours.push(
        await timed(async () => {
          const { id } = await api.call<Deployment>('POST', `/deployments/${kept.id}/rollback`, {});
          await firstAnswer((await api.untilRunning(id)).url ?? '');
        }),
      );
    }
    await stop();
    return [{ ours: median(ours), baseline: median(baseline), unit: 'ms', goal: 1.3 }];
  },
};
