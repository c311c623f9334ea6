// Pictures of logs and errors: structured lines, a filter, a search with what is around a hit, groups of errors.
import type { Page } from 'playwright-core';
import type { RepositoryFiles } from '../../tests/support/git-repository.ts';

/** Writes structured lines about what it is asked for, and fails in four ways. */
export const talkativeApplication: RepositoryFiles = {
  'package.json': JSON.stringify({
    name: 'orders',
    private: true,
    type: 'module',
    scripts: { start: 'node server.js' },
  }),
  'server.js': `
import { createServer } from 'node:http';
import { refund, total } from './basket.js';
const write = (level, msg, fields) => console.log(JSON.stringify({ level, time: Date.now(), msg, ...fields }));
const fail = (work) => { try { work(); } catch (error) { console.error(error); } };
createServer((request, response) => {
  const id = Number(request.url.slice(1)) || 0;
  write(30, 'order placed', { order: id, customer: { id: id * 7, country: 'NL' }, items: [{ sku: 'A-' + id, count: 2 }], ms: (id * 13) % 90 });
  if (id % 9 === 0) write(40, 'the payment took long', { order: id, ms: 2400 + id });
  if (id % 6 === 0) fail(() => total());
  if (id % 11 === 0) fail(() => refund(id));
  if (id % 17 === 0) write(50, 'mail to the customer bounced', { order: id, err: { type: 'SmtpError', message: 'mailbox full' } });
  if (id % 23 === 0) console.error('ERROR no stock of A-' + id + ' in 10.0.0.' + id);
  response.end('ok');
}).listen(Number(process.env.PORT ?? 3000), '0.0.0.0', () => write(30, 'orders is listening'));
`,
  'basket.js': `
export function total(basket) {
  return basket.items.reduce((sum, { price }) => sum + price, 0);
}
export function refund(order) {
  throw new RangeError('order ' + order + ' was refunded already');
}
`,
};

interface Scene {
  /** Shows the project, which runs. */
  readonly page: Page;
  readonly projectId: number;
  readonly address: string;
  readonly picture: (page: Page, name: string) => Promise<void>;
}

export async function logPictures({ page, projectId, address, picture }: Scene): Promise<void> {
  const open = (place: string) => page.goto(page.url().replace(/#.*/, `#/projects/${projectId}/${place}`));
  for (let order = 1; order <= 120; order += 1) {
    await (await fetch(`${address}/${order}`)).text();
  }
  await open('errors');
  const errors = page.getByRole('table', { name: 'Errors' });
  await errors.getByRole('row').nth(4).waitFor();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await picture(page, 'errors');
  await errors.getByRole('link', { name: /^TypeError/ }).click();
  await page.getByRole('heading', { name: /^TypeError/ }).waitFor();
  await picture(page, 'error');

  await open('logs?kind=runtime&times=local');
  const log = page.getByRole('region', { name: /^Runtime log of deployment \d+$/ });
  const loud = log.getByText('the payment took long').last();
  await loud.waitFor();
  const seq = Number(await loud.locator('xpath=ancestor::*[@data-seq]').getAttribute('data-seq'));
  await open(`logs?kind=runtime&times=local&line=${seq}`);
  await page.getByRole('region', { name: `Line ${seq}` }).waitFor();
  await picture(page, 'logs-fields');

  await open('logs?kind=runtime&times=local&onlyLevels=warn-error');
  await page.getByText(/^\d+ lines, of the whole log; following$/).waitFor();
  await picture(page, 'logs-filter');

  await open('logs?kind=search&q=no+stock&level=error');
  await page.getByRole('button', { name: 'Show what is around' }).first().click();
  await page.getByRole('region', { name: /^Around line/ }).waitFor();
  await picture(page, 'logs-search');
}
