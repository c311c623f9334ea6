// `npm run screenshots`: pictures of the real thing for docs/screenshots, at the two widths it must look right at.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { webApplication } from '../tests/e2e/applications/web-application.ts';
import { newProjectDialog } from '../tests/e2e/pages/new-project-dialog.ts';
import { projectPage } from '../tests/e2e/pages/project-page.ts';
import { prepareEngine } from '../tests/e2e/shells/data-folder.ts';
import { startHeadless } from '../tests/e2e/shells/headless.ts';
import { repositoryRoot } from '../tests/support/build.ts';
import { type GitServer, startGitServer } from '../tests/support/git-server.ts';
import { environmentPictures, setVariables } from './screenshots/environment.ts';
import { logPictures, talkativeApplication } from './screenshots/logs.ts';
import { explainedFailure, stubbornApplication } from './screenshots/explained.ts';
import { storagePictures } from './screenshots/storage.ts';

const directory = join(repositoryRoot, 'docs', 'screenshots');
const sizes = [
  { width: 1280, height: 800 },
  { width: 1024, height: 700 },
] as const;

/** A build that takes a while in its middle and prints as it goes: for the picture of a running build. */
const slowSteps = ['Resolving packages', 'Fetching packages', 'Linking dependencies', 'Compiling the shop window'];
const slowDockerfile = `FROM node:local
WORKDIR /app
COPY package.json ./
RUN ${slowSteps.map((step) => `echo "${step}"`).join(' && ')} && sleep 25 && echo ${Date.now()}
COPY . ./
CMD ["node", "server.js"]
`;

const failingDockerfile = `FROM node:local
WORKDIR /app
COPY . ./
RUN node -e "console.error('error: cannot find module shop-window'); process.exit(1)"
CMD ["node", "server.js"]
`;

async function picture(page: Page, name: string): Promise<void> {
  for (const size of sizes) {
    await page.setViewportSize(size);
    // Two frames: one that lays out anew, one that has drawn it.
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    await page.screenshot({ path: join(directory, `${name}-${size.width}.png`) });
  }
  await page.setViewportSize(sizes[0]);
}

async function landing(context: BrowserContext, url: string): Promise<void> {
  const page = await context.newPage();
  await page.goto(url);
  await picture(page, 'landing');
  await page.close();
}

/** Somebody uses the application: for graphs that show something. The returned function ends it. */
function visit(url: string): () => void {
  const timer = setInterval(() => {
    // It is away for a moment while a release takes over.
    fetch(url).then(
      (answer) => answer.text(),
      () => undefined,
    );
  }, 40);
  return () => clearInterval(timer);
}

async function analytics(page: Page): Promise<void> {
  await page.goto(page.url().replace(/#.*/, '#/projects/1/analytics?tables=%22memory%22'));
  const table = page.getByRole('region', { name: 'Memory', exact: true }).getByRole('table');
  // Two minutes of figures.
  await table.getByRole('row').nth(8).waitFor({ timeout: 300_000 });
  await page.getByRole('region', { name: 'Now', exact: true }).getByText(/ of /).first().waitFor();
  await picture(page, 'analytics');
}

/** The question, and what became of it. */
async function rollback(page: Page): Promise<void> {
  const project = projectPage(page);
  await page.goto(page.url().replace(/#.*/, '#/projects/1'));
  await dismissNews(page);
  await project.choose(1, 'Roll back to this');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Roll back to #1' }).waitFor();
  await picture(page, 'rollback-question');
  await project.confirm('Roll back to #1');
  await project.ends(7, 'running');
  await dismissNews(page);
  await project.deployments.scrollIntoViewIfNeeded();
  await picture(page, 'rollback');
}

async function dismissNews(page: Page): Promise<void> {
  const news = page.getByRole('button', { name: 'Dismiss' });
  while ((await news.count()) > 0) await news.first().click();
}

/** What its applications use, beside what it has. */
async function host(page: Page): Promise<void> {
  await page.goto(page.url().replace(/#.*/, '#/hosts/1'));
  const used = page.getByRole('region', { name: 'What its applications use' });
  await used.locator('svg.recharts-surface').first().waitFor();
  // A graph under the pointer shows what it is at.
  await page.mouse.move(0, 0);
  await used.evaluate((element) => element.scrollIntoView({ block: 'start' }));
  await picture(page, 'host');
}

/** With an application that somebody has killed. */
async function health(page: Page): Promise<void> {
  execFileSync('docker', ['kill', 'minipaas-blog-2']);
  await page.goto(page.url().replace(/#.*/, '#/health'));
  await page.getByRole('button', { name: 'Start blog again' }).waitFor();
  await page.getByRole('button', { name: 'Check again' }).click();
  await page.getByRole('status').filter({ hasText: 'failed' }).waitFor();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await picture(page, 'health');
}

async function dashboard(page: Page, git: GitServer): Promise<void> {
  const { url } = await git.http();
  const shop = git.createRepository('shop', webApplication('version 1'));
  const blog = git.createRepository('blog', webApplication('the blog'));
  const window = git.createRepository('shop-window', { ...webApplication('version 1'), Dockerfile: slowDockerfile });
  const project = projectPage(page);
  const dialog = newProjectDialog(page);

  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await picture(page, 'empty');

  const create = async (name: string, photograph = false): Promise<void> => {
    await page.goto(page.url().replace(/#.*/, '#/projects'));
    await page.getByRole('button', { name: 'New project' }).first().click();
    await dialog.name({ repoUrl: `${url}/${name}.git` });
    await dialog.look();
    if (photograph) await picture(page, 'new-project');
    await dialog.create(name);
  };

  await create('shop', true);
  await project.ends(1, 'running');
  await create('blog');
  await project.ends(2, 'running');
  await setVariables(page);
  await page.goto(page.url().replace(/#.*/, '#/projects/1'));
  shop.commit(webApplication('version 2'), { message: 'Sell more', author: 'Ada Example' });
  await project.press('Deploy');
  await project.ends(3, 'running');
  const address = await page
    .getByRole('link', { name: /^(localhost|127\.0\.0\.1):\d+/ })
    .first()
    .getAttribute('href');
  await picture(page, 'project');
  await project.tab('Logs');
  await page.getByText('version 2 is listening').first().waitFor();
  await picture(page, 'logs');
  // From here on its log grows: what it said first would be out of sight.
  const endVisits = visit(address ?? '');
  await environmentPictures(page, picture);

  await page.goto(page.url().replace(/#.*/, '#/projects/1'));
  shop.commit({ Dockerfile: failingDockerfile }, { message: 'Break it', author: 'Ada Example' });
  await project.press('Deploy');
  await project.ends(4, 'failed');
  await picture(page, 'failed-build');

  await create('shop-window');
  await project
    .pipeline(5)
    .getByText(/steps?/)
    .first()
    .waitFor();
  await picture(page, 'running-build');
  await page.goto(page.url().replace(/#.*/, '#/projects'));
  await page.getByRole('link', { name: 'shop-window' }).first().waitFor();
  await picture(page, 'projects');
  window.commit({ 'README.md': 'Waiting' }, { message: 'One more' });
  await page.goto(page.url().replace(/#.*/, '#/projects/3'));
  await project.press('Deploy');
  await page.goto(page.url().replace(/#.*/, '#/queue'));
  await page.getByRole('table').first().waitFor();
  await picture(page, 'queue');

  await page.goto(page.url().replace(/#.*/, '#/hosts'));
  await page.getByText('Docker').first().waitFor();
  await picture(page, 'hosts');
  await page.goto(page.url().replace(/#.*/, '#/projects/1/storage'));
  await storagePictures(page, picture);
  await rollback(page);
  await health(page);
  await analytics(page);
  blog.commit(stubbornApplication, { message: 'Listen where we like' });
  await explainedFailure(page, 2, picture);
  await host(page);
  endVisits();

  git.createRepository('orders', talkativeApplication);
  await create('orders');
  const orders = page.getByRole('link', { name: /^(localhost|127\.0\.0\.1):\d+/ }).first();
  await orders.waitFor({ timeout: 120_000 });
  const projectId = Number(/#\/projects\/(\d+)/.exec(page.url())?.[1]);
  await logPictures({ page, projectId, address: (await orders.getAttribute('href')) ?? '', picture });
}

mkdirSync(directory, { recursive: true });
await prepareEngine();
const git = startGitServer();
// A machine without a desktop may have no keychain, and secrets are in the pictures.
const sealed = mkdtempSync(join(tmpdir(), 'minipaas-pictures-'));
writeFileSync(join(sealed, 'passphrase'), 'pictures of the real thing\n', { mode: 0o600 });
const headless = await startHeadless(['--passphrase-file', join(sealed, 'passphrase')]);
try {
  const context = await headless.newContext();
  await landing(context, headless.baseUrl);
  const page = await context.newPage();
  await page.goto(headless.loginLink);
  await dashboard(page, git);
  console.log(`Pictures are in ${directory}.`);
} finally {
  await headless.close();
  await git.close();
  rmSync(sealed, { recursive: true, force: true });
}
