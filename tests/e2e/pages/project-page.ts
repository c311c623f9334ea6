import type { Locator, Page } from 'playwright-core';

type Tab = 'Overview' | 'Logs' | 'Storage' | 'Environment' | 'Terminal' | 'Settings';

/** One project: its header with the actions, and what its tabs show. */
export function projectPage(page: Page) {
  const header = page.locator('main header').filter({ has: page.getByRole('heading', { level: 1 }) });
  const deployments = page.getByRole('table', { name: 'Deployments' });
  const deployment = (id: number): Locator =>
    deployments
      .getByRole('row')
      .filter({ has: page.getByRole('button', { name: `Actions of deployment ${id}`, exact: true }) });
  const act = (name: string | RegExp): Locator => header.getByRole('button', { name });

  return {
    header,
    deployments,
    deployment,
    pipeline: (id: number): Locator => page.getByRole('list', { name: `Pipeline of deployment ${id}` }),
    action: act,
    async press(name: string | RegExp): Promise<void> {
      await act(name).click();
    },
    /** Waits for the one word that stands for the project's state: `running`, `stopped`. */
    async isIn(state: string): Promise<void> {
      await header.getByText(state, { exact: true }).first().waitFor();
    },
    /** Waits for what a screen reader is told when something was done. */
    async isTold(sentence: string): Promise<void> {
      await page.getByRole('status').filter({ hasText: sentence }).waitFor();
    },
    /** Waits until this deployment's row has this word for its state; one that fails instead is told at once. */
    async ends(id: number, state: string): Promise<void> {
      const wanted = deployment(id).getByText(state, { exact: true });
      const failed = deployment(id).getByText('failed', { exact: true });
      await wanted.or(failed).first().waitFor();
      if (state !== 'failed' && (await failed.count()) > 0) {
        throw new Error(`Deployment ${id} failed:\n${await page.getByRole('main').innerText()}`);
      }
    },
    /** Where the application answers. */
    async address(): Promise<string> {
      return (await header.getByRole('link', { name: /opens outside/ }).getAttribute('href')) ?? '';
    },
    async tab(name: Tab): Promise<void> {
      await page
        .getByRole('navigation', { name: 'Project', exact: true })
        .getByRole('link', { name, exact: true })
        .click();
    },
    async choose(id: number, item: string): Promise<void> {
      await deployment(id)
        .getByRole('button', { name: `Actions of deployment ${id}` })
        .click();
      await page.getByRole('menuitem', { name: item }).click();
    },
    async confirm(action: string | RegExp): Promise<string> {
      const dialog = page.getByRole('alertdialog');
      await dialog.getByRole('button', { name: action }).and(dialog.locator(':enabled')).waitFor();
      const text = (await dialog.textContent()) ?? '';
      await dialog.getByRole('button', { name: action }).click();
      await dialog.waitFor({ state: 'hidden' });
      return text;
    },
  };
}
