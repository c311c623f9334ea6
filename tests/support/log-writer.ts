// A program that writes a log without end and prints the number of the last line of each batch that is written.
import type { DeploymentId } from '../../src/contract/ids.ts';
import { createLogFiles } from '../../src/main/adapters/files/log-files.ts';

const [directory = ''] = process.argv.slice(2);
const files = createLogFiles({ directory, segmentBytes: 100_000 });
for (let from = 1; ; ) {
  const lines = Array.from({ length: 1 + (from % 700) }, (_, index) => ({
    at: 1_764_000_000_000,
    stream: 'stdout' as const,
    text: `line ${from + index} ${'x'.repeat((from + index) % 90)}`,
  }));
  const { last } = await files.append(7 as DeploymentId, 'runtime', lines);
  process.stdout.write(`${last}\n`);
  from = last + 1;
}
