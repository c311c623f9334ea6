// What axe finds wrong with a page, light and dark.
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

export async function violations(page: Page): Promise<readonly string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    // Legacy: no page of its own for putting together what frames said; there are no frames.
    const result = await new AxeBuilder({ page }).setLegacyMode().analyze();
    for (const { id, nodes } of result.violations) {
      found.push(
        ...nodes.map(
          ({ target, failureSummary }) => `${colorScheme} ${id}: ${target.join(' ')} ${failureSummary ?? ''}`,
        ),
      );
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  return found;
}
