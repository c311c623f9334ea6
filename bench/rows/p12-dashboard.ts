import { chromium, type Page } from 'playwright-core';
import { join } from 'node:path';
import { startHeadless } from '../lib/headless.ts';
import { applicationFiles, createRepository } from '../lib/repository.ts';
import { percentile, type Row } from '../lib/row.ts';

const LINES = 1_000_000;
/** 10,000 lines a second for five seconds, not all of a second's at once. */
const BURST_LINES = 500;
const BURST_EVERY_MS = 50;
const BURSTS = 100;
/** Fewer would not be scrolling, or following. */
const FEWEST_PLACES = 50;

interface Frames {
  readonly intervals: readonly number[];
  readonly longTasks: readonly number[];
  /** The first line in sight of each frame, those with their text only. */
  readonly lines: readonly number[];
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
    const end = (await api.readLog(deployment.id, 'runtime', 0, 0)).last;

    const box = await log.boundingBox();
    await page.mouse.move((box?.x ?? 0) + 200, (box?.y ?? 0) + 200);
    const scrolling = await frames(page, async () => {
      for (let turn = 0; turn < 150; turn++) {
        await page.mouse.wheel(0, turn % 50 === 0 ? -2_000_000 : -1200);
      }
    });
    expectPlaces('Scrolling', scrolling.lines);

    await page.getByRole('button', { name: 'Follow', exact: true }).click();
    const following = await frames(page, async () => {
      const begun = performance.now();
      for (let burst = 1; burst <= BURSTS; burst++) {
        await fetch(`${deployment.url}/burst?lines=${BURST_LINES}`);
        const due = begun + burst * BURST_EVERY_MS;
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
      }
      // Each burst has a line that ends it.
      await log.locator(`[data-seq="${end + BURSTS * (BURST_LINES + 1)}"]`).waitFor();
    });
    expectPlaces('Following', following.lines);
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

function expectPlaces(what: string, lines: readonly number[]): void {
  const places = new Set(lines).size;
  if (places < FEWEST_PLACES) {
    throw new Error(`${what} showed ${places} places of the log only: nothing worth measuring.`);
  }
}

async function frames(page: Page, work: () => Promise<void>): Promise<Frames> {
  await page.evaluate(() => {
    const seen = { intervals: [] as number[], longTasks: [] as number[], lines: [] as number[], isOver: false };
    Object.assign(globalThis, { benchFrames: seen });
    new PerformanceObserver((list) => seen.longTasks.push(...list.getEntries().map((entry) => entry.duration))).observe(
      { type: 'longtask' },
    );
    let before = performance.now();
    const tick = (now: number): void => {
      seen.intervals.push(now - before);
      before = now;
      const row = document.querySelector<HTMLElement>('[data-seq]');
      // Its number is there before its text.
      if (row?.querySelector('span:last-child')?.textContent) {
        seen.lines.push(Number(row.dataset['seq']));
      }
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
    const { intervals, longTasks, lines } = benchFrames;
    return { intervals: intervals.slice(1), longTasks, lines };
  });
}
