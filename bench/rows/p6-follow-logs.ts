import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { applicationFiles, createRepository } from '../lib/repository.ts';
import { docker, dockerBuild, firstAnswer, publishedPort } from '../lib/commands.ts';
import { type Api, startHeadless } from '../lib/headless.ts';
import { type Row, timed } from '../lib/row.ts';

const LINES = 1_000_000;
const SECRETS = 50;
const container = 'minipaas-bench-p6';
const image = 'minipaas-bench/p6:local';

/** From the application's first line to the reader's last: produced, followed, stored, read. None lost, order kept. */
export const followLogsRow: Row = {
  id: 'P6',
  title: `follow ${LINES.toLocaleString('en')} log lines`,
  async run(context) {
    const repository = await createRepository(join(context.directory, 'p6.git'), applicationFiles);
    context.onEnd(async () => {
      await docker('rm', '--force', container).catch(() => '');
      await docker('image', 'rm', '--force', image).catch(() => '');
    });
    await dockerBuild(image, join(context.directory, 'p6.git-work'));
    await docker('run', '--detach', '--name', container, '--publish', '127.0.0.1::3000', image);
    const byHand = `http://127.0.0.1:${await publishedPort(container)}`;
    await firstAnswer(byHand);
    const file = join(context.directory, 'p6.log');
    const baseline = await timed(() => followByHand(byHand, file));
    const lines = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('line ')).length;
    if (lines !== LINES) {
      context.log(`The command line lost ${LINES - lines} of ${LINES} lines.`);
    }
    await docker('rm', '--force', container);

    const { api, stop } = await startHeadless(context, 'p6-data', { MINIPAAS_PASSPHRASE: 'of the bench' });
    const follow = async (name: string, variables: readonly object[]): Promise<number> => {
      const project = await api.createProject({ name, repoUrl: repository, variables });
      const deployment = await api.deploy(project.id);
      return timed(() => followThroughApi(api, deployment.id, deployment.url ?? ''));
    };
    const plain = await follow('bench-logs', []);
    const masked = await follow('bench-masked', secrets());
    await stop();
    return [
      { part: 'no secret', ours: plain, baseline, unit: 'ms', goal: 1.5 },
      { part: `${SECRETS} secrets masked`, ours: masked, baseline, unit: 'ms', goal: 1.5 },
    ];
  },
};

/** Passwords, tokens, addresses with a login, and keys, as projects have them. None is in the lines: that is how it should be. */
function secrets(): readonly object[] {
  const kinds = [
    () => randomBytes(12).toString('base64url'),
    () => `sk_live_${randomBytes(24).toString('hex')}`,
    () => `postgres://shop:${randomBytes(9).toString('base64url')}@db.internal:5432/shop`,
    () =>
      `-----BEGIN PRIVATE KEY-----\n${randomBytes(1200).toString('base64').replaceAll(/.{64}/g, '$&\n')}\n-----END PRIVATE KEY-----\n`,
    () => randomBytes(4).toString('hex'),
  ];
  return Array.from({ length: SECRETS }, (_, index) => ({
    key: `SECRET_${index}`,
    value: kinds[index % kinds.length]?.() ?? '',
    isSecret: true,
  }));
}

/** The command line writes to the file by itself: nothing of ours stands between. */
async function followByHand(url: string, file: string): Promise<void> {
  const out = openSync(file, 'w+');
  const child = spawn('docker', ['logs', '--follow', container], { stdio: ['ignore', out, 'inherit'] });
  try {
    await fetch(`${url}/burst?lines=${LINES}`);
    while (!endOf(out).endsWith('the burst is over\n')) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  } finally {
    child.kill();
    closeSync(out);
  }
}

function endOf(file: number): string {
  const { size } = fstatSync(file);
  const bytes = Buffer.alloc(Math.min(size, 100));
  return bytes.toString('utf8', 0, readSync(file, bytes, 0, bytes.length, size - bytes.length));
}

async function followThroughApi(api: Api, deploymentId: number, url: string): Promise<void> {
  let after = (await api.readLog(deploymentId, 'runtime', 0, 0)).last;
  await fetch(`${url}/burst?lines=${LINES}`);
  let expected = 0;
  for (;;) {
    const batch = await api.readLog(deploymentId, 'runtime', after, 20_000);
    for (const line of batch.lines) {
      if (line.text === 'the burst is over') {
        if (expected !== LINES) {
          throw new Error(`${LINES - expected} lines were lost.`);
        }
        return;
      }
      if (line.text.startsWith('line ')) {
        if (!line.text.startsWith(`line ${expected} `)) {
          throw new Error(`Expected line ${expected}, got "${line.text}".`);
        }
        expected += 1;
      }
    }
    after = batch.next;
  }
}
