import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { DeploymentId, ProjectId } from '../../src/contract/ids.ts';
import { logSearchInput } from '../../src/contract/logs.ts';
import { createLogFiles } from '../../src/main/adapters/files/log-files.ts';
import { createRegexRunner } from '../../src/main/adapters/regex/regex-runner.ts';
import { createLogSearch } from '../../src/main/features/logs/search.ts';
import { median, type Row, timed } from '../lib/row.ts';

const LINES = 1_000_000;
const BATCH = 1_000;
const RARE = 'zanzibar-7f3c';
const ROUNDS = 9;
const id = 1 as DeploymentId;
const { signal } = new AbortController();
const run = promisify(execFile);

/** A rare word in a million stored lines, from the call of the search to its last part, as the service answers it. */
export const searchLogsRow: Row = {
  id: 'P7',
  title: `search ${LINES.toLocaleString('en')} stored lines`,
  async run(context) {
    const directory = join(context.directory, 'p7-logs');
    const files = createLogFiles({ directory });
    for (let line = 0; line < LINES; line += BATCH) {
      await files.append(id, 'runtime', lines(line));
    }
    await files.complete(id, 'runtime');
    await files.indexed();
    const search = createLogSearch({
      files,
      deployments: () => [{ id, projectId: 1 as ProjectId }],
      regex: createRegexRunner(),
    });
    const ours = async (isCaseSensitive: boolean, query: string, isRegex = false): Promise<number> => {
      const times: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        times.push(
          await timed(async () => {
            let cursor: string | undefined;
            let found = 0;
            do {
              const part = await search(
                logSearchInput.parse({ query, isCaseSensitive, isRegex, ...(cursor === undefined ? {} : { cursor }) }),
                { signal },
              );
              found += part.hits.length;
              cursor = part.nextCursor ?? undefined;
            } while (cursor !== undefined);
            if (found !== 3) throw new Error(`Found ${found} lines of 3.`);
          }),
        );
      }
      return median(times);
    };
    const grep = async (...flags: string[]): Promise<number> => {
      const times: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        times.push(
          await timed(async () => {
            const { stdout } = await run('grep', ['-rh', '--include=*.log', ...flags, directory]);
            if (stdout.trim().split('\n').length !== 3) throw new Error('grep found another number of lines.');
          }),
        );
      }
      return median(times);
    };
    const exact = { ours: await ours(true, RARE), baseline: await grep('-F', RARE) };
    const folded = { ours: await ours(false, RARE.toUpperCase()), baseline: await grep('-iF', RARE) };
    const regex = { ours: await ours(true, 'zanzibar-\\w+', true), baseline: await grep('-E', 'zanzibar-\\w+') };
    await files.close();
    return [
      { part: 'exact', ...exact, unit: 'ms', goal: 0.1 },
      { part: 'any case', ...folded, unit: 'ms', goal: 0.1 },
      { part: 'expression', ...regex, unit: 'ms', goal: 0.1 },
    ];
  },
};

function lines(from: number) {
  return Array.from({ length: BATCH }, (_, index) => {
    const line = from + index;
    const isRare = line === 17 || line === LINES / 2 || line === LINES - 17;
    // As a server writes them, every one a little different.
    const text = `10.0.${line % 251}.${line % 13} GET /api/items/${(line * 7919) % 1_000_003}?page=${line % 31} ${isRare ? RARE : 200} ${line % 997} ms`;
    return { at: 1_790_000_000_000 + line, stream: 'stdout' as const, text };
  });
}
