import type { Locator, Page } from 'playwright-core';

type Source = { readonly repoUrl: string } | { readonly folder: string } | { readonly image: string };

/** Source, what was found, creation: the three steps of the dialog. */
export function newProjectDialog(page: Page) {
  const dialog = page.getByRole('dialog', { name: 'New project' });
  // The first of that name: further down a table of variables has cells called the same.
  const field = (label: string): Locator =>
    dialog
      .getByRole('textbox', { name: label, exact: true })
      .or(dialog.getByRole('combobox', { name: label, exact: true }))
      .first();
  return {
    dialog,
    field,
    async name(source: Source): Promise<void> {
      if ('repoUrl' in source) await field('Repository').fill(source.repoUrl);
      else if ('folder' in source) {
        await dialog.getByRole('tab', { name: 'Folder' }).click();
        await field('Folder').fill(source.folder);
      } else {
        await dialog.getByRole('tab', { name: 'Image' }).click();
        await field('Image').fill(source.image);
      }
    },
    /** Waits until what was found is shown. */
    async look(): Promise<void> {
      await dialog.getByRole('button', { name: 'Look at it' }).click();
      await field('Name').waitFor();
    },
    /** `host`: where it runs, where there is a choice. */
    async create(name: string, host?: string): Promise<void> {
      await field('Name').fill(name);
      if (host !== undefined) await field('Host').selectOption(host);
      await dialog.getByRole('button', { name: 'Create and deploy' }).click();
      await dialog.waitFor({ state: 'hidden' });
    },
    async close(): Promise<void> {
      await dialog.getByRole('button', { name: 'Close' }).click();
      await dialog.waitFor({ state: 'hidden' });
    },
  };
}
