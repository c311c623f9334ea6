import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { PATIENCE_MS } from '../../support/patience.ts';

/** The terminal of a project or of a host. */
export function terminalOf(page: Page) {
  const screen = page.getByRole('region', { name: /^Terminal in / });
  const text = async (): Promise<string> => (await screen.locator('.xterm-rows').innerText()).replaceAll('\u00a0', ' ');
  return {
    screen,
    text,
    async open(): Promise<void> {
      await page.getByRole('button', { name: 'Open a terminal' }).click();
      await screen.locator('.xterm-rows').waitFor();
      await this.shows(/\$|#/);
    },
    /** A line, with Enter behind it. */
    async type(line: string): Promise<void> {
      await screen.locator('textarea').focus();
      await page.keyboard.type(line);
      await page.keyboard.press('Enter');
    },
    /** Waits until it stands there; drawn as it is on the screen, wrapped lines in two. */
    async shows(wanted: string | RegExp): Promise<void> {
      const shown = () => text().catch(() => '');
      if (typeof wanted === 'string') await expect.poll(shown, { timeout: PATIENCE_MS }).toContain(wanted);
      else await expect.poll(shown, { timeout: PATIENCE_MS }).toMatch(wanted);
    },
  };
}
