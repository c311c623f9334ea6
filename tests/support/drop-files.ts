// Files and folders of the disk, let go on a page as the operating system does it: real entries with all that lies in them.
import type { Locator } from 'playwright-core';

export async function dropFiles(target: Locator, paths: readonly string[]): Promise<void> {
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  const page = target.page();
  const session = await page.context().newCDPSession(page);
  await target.scrollIntoViewIfNeeded();
  for (let at = await middleOf(target); ; ) {
    for (const type of ['dragEnter', 'dragOver'] as const) {
      await session.send('Input.dispatchDragEvent', { type, ...at, data });
    }
    const now = await middleOf(target);
    if (now.x === at.x && now.y === at.y) {
      await session.send('Input.dispatchDragEvent', { type: 'drop', ...at, data });
      break;
    }
    // A person follows what moves under the pointer, as it does when something above it is read to the end.
    at = now;
  }
  await session.detach();
}

async function middleOf(target: Locator): Promise<{ readonly x: number; readonly y: number }> {
  const box = await target.boundingBox();
  if (box === null) throw new Error('What files are dropped on is not shown.');
  return { x: box.x + box.width / 2, y: box.y + Math.min(box.height / 2, 200) };
}
