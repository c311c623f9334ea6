// A person who has no mouse.
import type { Locator, Page } from 'playwright-core';

/** More stops than any page has: walking further means that the control cannot be reached. */
const LONGEST_WALK = 200;

/** Presses Tab until the control with this accessible name has the focus; waits first until there is one. */
export async function tabTo(
  page: Page,
  role: 'button' | 'link' | 'textbox' | 'combobox' | 'tab' | 'grid',
  name: RegExp,
): Promise<void> {
  const control = page.getByRole(role, { name });
  await control.first().waitFor();
  const wanted = control.and(page.locator(':focus'));
  for (let step = 0; step < LONGEST_WALK; step += 1) {
    if ((await wanted.count()) > 0) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`No ${role} ${name} can be reached with the Tab key.`);
}

/** Waits until this has the focus: what is typed next goes there. */
export async function isFocused(control: Locator): Promise<void> {
  await control.and(control.page().locator(':focus')).waitFor();
}

/** Waits until the focus is somewhere in this dialog: the keys are its own now. */
export async function hasFocus(dialog: Locator): Promise<void> {
  await dialog.locator(':focus').waitFor();
}

/** As fast as a person types: the page's pauses count between the keys, not the way of each of them through a busy machine. */
export async function typeQuickly(page: Page, keys: string): Promise<void> {
  await Promise.all(Array.from(keys, (key) => page.keyboard.press(key)));
}
