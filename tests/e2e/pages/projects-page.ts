import type { Locator, Page } from 'playwright-core';

/** The list of all projects, which is also where the program begins. */
export function projectsPage(page: Page) {
  const row = (name: string): Locator =>
    page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });
  return {
    async show(): Promise<void> {
      await page
        .getByRole('navigation')
        .getByRole('link', { name: /^Projects/ })
        .first()
        .click();
    },
    /** Stands there while there is no project. */
    firstSteps: page.getByText('No project yet.'),
    row,
    async begin(): Promise<void> {
      await page
        .getByRole('button', { name: /^New project/ })
        .first()
        .click();
    },
    async open(name: string): Promise<void> {
      await row(name).getByRole('link', { name, exact: true }).click();
    },
  };
}
