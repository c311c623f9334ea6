// `npm run bench [-- P1 P6 …]`: measures and prints a table; writes it as JSON. Exits with 0 whether a goal is met or not.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepareImages } from './lib/images.ts';
import { type BenchContext, judge, type Result, type Row } from './lib/row.ts';
import { formatTable } from './lib/table.ts';
import { deployRow } from './rows/p1-deploy.ts';
import { rollbackRow } from './rows/p2-rollback.ts';
import { volumeFileRow } from './rows/p3-volume-file.ts';
import { volumeFolderRow } from './rows/p4-volume-folder.ts';
import { volumeListingRow } from './rows/p5-volume-listing.ts';
import { followLogsRow } from './rows/p6-follow-logs.ts';
import { searchLogsRow } from './rows/p7-search-logs.ts';
import { callsOverSshRow } from './rows/p8-calls-over-ssh.ts';
import { archiveOverSshRow } from './rows/p9-archive-over-ssh.ts';
import { startRow } from './rows/p10-start.ts';
import { idleRow } from './rows/p11-idle.ts';
import { dashboardRow } from './rows/p12-dashboard.ts';
import { manyProjectsRow } from './rows/p13-many-projects.ts';

const rows: readonly Row[] = [
  deployRow,
  rollbackRow,
  volumeFileRow,
  volumeFolderRow,
  volumeListingRow,
  followLogsRow,
  searchLogsRow,
  callsOverSshRow,
  archiveOverSshRow,
  startRow,
  idleRow,
  dashboardRow,
  manyProjectsRow,
];
const results = fileURLToPath(new URL('./results', import.meta.url));

const wanted = process.argv.slice(2).map((id) => id.toUpperCase());
const chosen = rows.filter(({ id }) => wanted.length === 0 || wanted.includes(id));
if (chosen.length === 0) {
  console.error(`There is no such row. Rows: ${rows.map(({ id }) => id).join(', ')}.`);
  process.exit(1);
}

const directory = mkdtempSync(join(tmpdir(), 'minipaas-bench-'));
const cleanUps: (() => unknown)[] = [];
const context: BenchContext = {
  directory,
  onEnd: (work) => void cleanUps.push(work),
  log: (text) => console.error(text),
};

async function cleanUp(): Promise<void> {
  for (const each of cleanUps.splice(0).reverse()) {
    try {
      await each();
    } catch (error) {
      context.log(`Clean-up: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

const measured: Result[] = [];
try {
  await prepareImages(context);
  const afterPreparation = cleanUps.splice(0);
  for (const row of chosen) {
    context.log(`${row.id} ${row.title} …`);
    try {
      measured.push(...(await row.run(context)).map((measurement) => judge(row, measurement)));
    } catch (error) {
      // One row that cannot be measured must not hide the others.
      context.log(`${row.id} could not be measured: ${error instanceof Error ? error.stack : String(error)}`);
    }
    await cleanUp();
  }
  cleanUps.push(...afterPreparation);
} finally {
  await cleanUp();
  rmSync(directory, { recursive: true, force: true });
}
console.log(formatTable(measured));
mkdirSync(results, { recursive: true });
const file = join(results, `${new Date().toISOString().replaceAll(':', '-')}.json`);
writeFileSync(file, `${JSON.stringify(measured, null, 2)}\n`);
console.log(`\nWritten to ${file}`);
