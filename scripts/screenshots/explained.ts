// A failure that is recognised, with its fix as a step.
import type { Page } from 'playwright-core';
import { projectPage } from '../../tests/e2e/pages/project-page.ts';

/** Of a program that wants another port than the one that is asked: what is recognised has a button. */
const stubbornDockerfile = `FROM node:local
WORKDIR /app
COPY . ./
CMD ["node", "-e", "require('node:http').createServer((q, a) => a.end('hello')).listen(8080, () => console.log('Listening on 8080'))"]
`;

export const stubbornApplication: Readonly<Record<string, string>> = {
  Dockerfile: stubbornDockerfile,
  'minipaas.json': `${JSON.stringify({ port: 3000, health: { readyWithinSeconds: 3 } }, null, 2)}\n`,
};

/** `page`: on the dashboard; `project`: the number of the one whose repository has it now. */
export async function explainedFailure(
  page: Page,
  project: number,
  picture: (page: Page, name: string) => Promise<void>,
): Promise<void> {
  await page.goto(page.url().replace(/#.*/, `#/projects/${project}`));
  await projectPage(page).press('Deploy');
  await page.getByRole('button', { name: 'Set port 8080 and deploy' }).waitFor({ timeout: 120_000 });
  await picture(page, 'explained-failure');
}
