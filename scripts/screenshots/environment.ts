// Pictures of the Environment tab: what is there for the build and for the application, plain and secret, and what waits.
import type { Page } from 'playwright-core';
import { environmentPage } from '../../tests/e2e/pages/environment-page.ts';

const variables = [
  { key: 'STRIPE_SECRET_KEY', value: 'sk_live_51Hx0aLqT7', isSecret: true },
  {
    key: 'TLS_KEY',
    value: '-----BEGIN PRIVATE KEY-----\nMC4CAQ\n-----END PRIVATE KEY-----',
    isSecret: true,
    delivery: 'file',
  },
  { key: 'NPM_TOKEN', value: 'npm_Jq8sVd31', isSecret: true, scope: 'build' },
  { key: 'PUBLIC_URL', value: 'https://shop.example.com', scope: 'both' },
] as const;

/** `page` shows a project, whose next release is to have them. */
export async function setVariables(page: Page): Promise<void> {
  await page.goto(page.url().replace(/#.*/, '#/projects/1/environment'));
  const environment = environmentPage(page);
  for (const variable of variables) await environment.add(variable);
}

/** What waits for another release as well. */
export async function environmentPictures(
  page: Page,
  picture: (page: Page, name: string) => Promise<void>,
): Promise<void> {
  await page.goto(page.url().replace(/#.*/, '#/projects/1/environment'));
  await environmentPage(page).add({ key: 'FEATURE_FLAGS', value: 'basket,invoices', scope: 'run' });
  await page.getByRole('heading', { name: 'What the next release changes' }).waitFor();
  for (const news of await page.getByRole('button', { name: 'Dismiss' }).all()) await news.click();
  await page.mouse.move(0, 0);
  await page.evaluate(() => window.scrollTo(0, 0));
  await picture(page, 'environment');
}
