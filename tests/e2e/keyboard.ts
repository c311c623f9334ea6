// A person who has no mouse.
import type { Page } from 'playwright-core';

/** More stops than any page has: walking further means that the control cannot be reached. */
const LONGEST_WALK = 80;

/** Presses Tab until the control with this accessible name has the focus. */
export async function tabTo(
  page: Page,
  role: 'button' | 'link' | 'textbox' | 'combobox' | 'tab' | 'grid',
  name: RegExp,
): Promise<void> {
  const wanted = page.getByRole(role, { name }).and(page.locator(':focus'));
  for (let step = 0; step < LONGEST_WALK; step += 1) {
    if ((await wanted.count()) > 0) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`No ${role} ${name} can be reached with the Tab key.`);
}
