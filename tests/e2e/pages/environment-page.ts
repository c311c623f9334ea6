import type { Locator, Page } from 'playwright-core';

interface Variable {
  readonly key: string;
  readonly value: string;
  readonly isSecret?: boolean;
  /** What is usual where nothing is said. */
  readonly scope?: 'run' | 'build' | 'both';
  readonly delivery?: 'variable' | 'file';
}

export function environmentPage(page: Page) {
  const row = (key: string): Locator =>
    page.getByRole('table', { name: 'Variables' }).getByRole('row').filter({ hasText: key });
  return {
    row,
    async add({ key, value, isSecret = false, scope, delivery }: Variable): Promise<void> {
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      const dialog = page.getByRole('dialog', { name: 'Add a variable' });
      await dialog.getByLabel('Name', { exact: true }).fill(key);
      await dialog.getByLabel('Value', { exact: true }).fill(value);
      if (isSecret) await dialog.getByRole('checkbox', { name: 'Secret' }).check();
      if (scope !== undefined) await dialog.getByLabel('There for').selectOption(scope);
      if (delivery !== undefined) await dialog.getByLabel('Delivered as').selectOption(delivery);
      await dialog.getByRole('button', { name: 'Save' }).click();
      await dialog.waitFor({ state: 'hidden' });
      await row(key)
        .filter({ hasText: isSecret ? 'secret' : value })
        .waitFor();
    },
  };
}
