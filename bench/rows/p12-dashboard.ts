import { chromium, type Page } from 'playwright-core';
import { join } from 'node:path';
import { startHeadless } from '../lib/headless.ts';
import { applicationFiles, createRepository } from '../lib/repository.ts';
import { percentile, type Row } from '../lib/row.ts';

const LINES = 1_000_000;
const LINES_PER_SECOND = 10_000;
const SECONDS = 5;

interface Frames {
  readonly intervals: readonly number[];
  readonly longTasks: readonly number[];
}

/** Frame intervals and long tasks of the log page: scrolling through a million lines, and following a fast application. */
export const dashboardRow: Row = {
  id: 'P12',
  title: `the dashboard with ${LINES.toLocaleString('en')} log lines`,
  async run(context) {
    const repository = await createRepository(join(context.directory, 'p12.git'), applicationFiles);
    const { api, url, loginLink, stop } = await startHeadless(context, 'p12-data');
    const project = await api.createProject({ name: 'bench-dashboard', repoUrl: repository });
    const deployment = await api.deploy(project.id);
    await fetch(`${deployment.url}/burst?lines=${LINES}`);
    for (let last = 0; last < LINES; ) {
      // Reading from the end waits for the next line without fetching any.
      ({ last } = await api.readLog(deployment.id, 'runtime', last, 5000));
    }

    const browser = await chromium.launch({
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    context.onEnd(() => browser.close());
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(loginLink);
    await page.goto(`${url}/#/projects/${project.id}/logs`);
    const log = page.locator('section[tabindex="0"]');
    await log.getByText('the burst is over').waitFor();

    const box = await log.boundingBox();
    await page.mouse.move((box?.x ?? 0) + 200, (box?.y ?? 0) + 200);
    const scrolling = await frames(page, async () => {
      for (let turn = 0; turn < 150; turn++) {
        await page.mouse.wheel(0, turn % 50 === 0 ? -2_000_000 : -1200);
      }
    });

    await page
      .getByRole('button', { name: /follow/i })
      .first()
      .click();
    const following = await frames(page, async () => {
      for (let second = 0; second < SECONDS; second++) {
        await fetch(`${deployment.url}/burst?lines=${LINES_PER_SECOND}`);
        await new Promise((resolve) => setTimeout(resolve, 1000));
      }
    });
    await stop();
    return [
      { part: 'p95 frame, scrolling', ours: percentile(scrolling.intervals, 95), baseline: null, unit: 'ms', goal: 20 },
      {
        part: 'longest task, following',
        ours: Math.max(0, ...following.longTasks),
        baseline: null,
        unit: 'ms',
        goal: 100,
      },
    ];
  },
};

async function frames(page: Page, work: () => Promise<void>): Promise<Frames> {
  await page.evaluate(() => {
    const seen = { intervals: [] as number[], longTasks: [] as number[], isOver: false };
    Object.assign(globalThis, { benchFrames: seen });
    new PerformanceObserver((list) => seen.longTasks.push(...list.getEntries().map((entry) => entry.duration))).observe(
      { type: 'longtask' },
    );
    let before = performance.now();
    const tick = (now: number): void => {
      seen.intervals.push(now - before);
      before = now;
      if (!seen.isOver) {
        requestAnimationFrame(tick);
      }
    };
    requestAnimationFrame(tick);
  });
  await work();
  return page.evaluate(() => {
    const { benchFrames } = globalThis as unknown as { benchFrames: Frames & { isOver: boolean } };
    benchFrames.isOver = true;
    return { intervals: benchFrames.intervals.slice(1), longTasks: benchFrames.longTasks };
  });
}
