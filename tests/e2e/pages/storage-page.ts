// The Storage tab, as a person names what is on it.
import type { Locator, Page } from 'playwright-core';

export function storagePage(page: Page) {
  const grid = page.getByRole('grid');
  const row = (name: string): Locator => grid.locator(`[data-key="${name}"]`);
  return {
    grid,
    row,
    /** The names in sight, from the top. */
    names: () => grid.locator('[data-key]').evaluateAll((rows) => rows.map((each) => each.getAttribute('data-key'))),
    chosen: () =>
      grid.locator('[aria-selected="true"]').evaluateAll((rows) => rows.map((each) => each.getAttribute('data-key'))),
    active: () =>
      grid.evaluate((element) => {
        const id = element.getAttribute('aria-activedescendant');
        return id === null ? null : (document.getElementById(id)?.getAttribute('data-key') ?? null);
      }),
    dropZone: page.getByRole('region', { name: /^Files of / }),
    transfers: page.getByRole('list', { name: 'Transfers' }).getByRole('listitem'),
    press: (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' }).click(),
    dialog: (name: string | RegExp) => page.getByRole('dialog', { name }),
    question: (name: string | RegExp) => page.getByRole('alertdialog', { name }),
  };
}
