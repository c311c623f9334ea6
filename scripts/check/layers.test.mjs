import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkLayers } from './layers.mjs';

const root = join(import.meta.dirname, '../..');

/** A tree that keeps every rule. */
const clean = {
  'contract/ids.ts': `import { z } from 'zod'; export const id = z.string();`,
  'main/lib/clock.ts': `export const now = () => 1;`,
  'main/features/a/ports.ts': `import type { id } from '../../../contract/ids.ts'; export type Port = typeof id;`,
  'main/features/a/plan.ts': `import { now } from '../../lib/clock.ts'; export const plan = now();`,
  'main/features/b/plan.ts': `export const other = 1;`,
  'main/adapters/x/x.ts': `import type { Port } from '../../features/a/ports.ts'; export const make = (): Port[] => [];`,
  'main/api/handler.ts': `import { plan } from '../features/a/plan.ts'; export const handler = plan;`,
  'main/app/compose.ts': `import { make } from '../adapters/x/x.ts'; export const composed = make();`,
  'main/electron/window.ts': `import { app } from 'electron'; export const window = app;`,
  'main/entry/headless.ts': `import { composed } from '../app/compose.ts'; void composed;`,
  'main/entry/desktop.ts': `import { window } from '../electron/window.ts'; void window;`,
  'preload/index.ts': `import { contextBridge } from 'electron'; void contextBridge;`,
  'renderer/lib/text.ts': `export const text = '';`,
  'renderer/ui/button.tsx': `import { text } from '../lib/text.ts'; export const button = text;`,
  'renderer/features/a/page.tsx': `import { button } from '../../ui/button.tsx'; export const page = button;`,
  'renderer/features/b/page.tsx': `export const page = 1;`,
};

/** One violation a line: where, what is imported, and the rule that must say so. */
const violations = /** @type {const} */ ([
  ['contract/ids.ts', '../main/lib/clock.ts', 'contract: only itself'],
  ['contract/ids.ts', 'yaml', 'contract-is-schemas'],
  ['contract/ids.ts', 'node:buffer', 'no-node-in-browser-and-contract'],
  ['main/lib/clock.ts', '../../contract/ids.ts', 'main/lib: only itself'],
  ['main/features/a/plan.ts', '../../adapters/x/x.ts', 'main/features: only contract, transfer, main/lib'],
  ['main/features/a/plan.ts', '../b/plan.ts', 'features-are-islands'],
  ['main/features/a/plan.ts', 'node:fs/promises', 'features-decide-and-adapters-act'],
  ['main/features/a/plan.ts', 'dockerode', 'only main/adapters: dockerode'],
  ['main/features/a/plan.ts', 'fastify', 'only main/api: fastify'],
  ['main/adapters/x/x.ts', '../../features/a/plan.ts', 'main/adapters: only'],
  ['main/api/handler.ts', '../adapters/x/x.ts', 'main/api: only'],
  ['main/api/handler.ts', 'node:child_process', 'processes-are-started-by-adapters'],
  ['main/app/compose.ts', '../electron/window.ts', 'main/app: only'],
  ['main/app/compose.ts', 'electron', 'electron-lives-in-main-electron'],
  ['main/entry/headless.ts', '../electron/window.ts', 'headless-knows-no-window'],
  ['main/entry/headless.ts', '../features/a/plan.ts', 'main/entry: only'],
  ['main/lib/clock.ts', '../../elsewhere/thing.ts', 'every-imported-folder-has-a-row'],
  ['elsewhere/thing.ts', '../contract/ids.ts', 'every-folder-has-a-row'],
  ['preload/index.ts', '../renderer/lib/text.ts', 'preload: only contract'],
  ['renderer/lib/text.ts', '../ui/button.tsx', 'renderer/lib: only contract'],
  ['renderer/ui/button.tsx', '../features/a/page.tsx', 'renderer/ui: only renderer/lib'],
  ['renderer/features/a/page.tsx', '../b/page.tsx', 'features-are-islands'],
  ['renderer/features/a/page.tsx', '../../../main/lib/clock.ts', 'renderer/features: only'],
  ['renderer/features/b/page.tsx', './gone.ts', 'every-import-resolves'],
  ['main/features/b/plan.ts', 'vitest', 'sources-know-no-tests'],
]);

describe('checkLayers', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'minipaas-layers-'));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    write(clean);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** @param {Readonly<Record<string, string>>} files */
  function write(files) {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, 'src', path)), { recursive: true });
      writeFileSync(join(folder, 'src', path), text);
    }
  }

  it('accepts a tree that keeps the rules, having seen every file', async () => {
    expect(await checkLayers(folder)).toEqual({ ok: true, output: '16 files' });
  });

  it('reports each violation under its rule', async () => {
    /** @type {Record<string, string>} */
    const planted = { 'elsewhere/thing.ts': 'export {};', ...clean };
    for (const [path, imported] of violations)
      planted[path] += `\nimport * as v${planted[path]?.length} from '${imported}';`;
    write(planted);
    const { ok, output } = await checkLayers(folder);
    expect(ok).toBe(false);
    const unreported = violations.filter(([path, , rule]) => {
      const lines = output.split('\n').filter((line) => line.includes(`error ${rule}`) && line.includes(`src/${path}`));
      return lines.length === 0;
    });
    expect(unreported).toEqual([]);
  });

  it('fails when it sees fewer files than there are', async () => {
    const { ok, output } = await checkLayers(folder, { exclude: '/lib/' });
    expect(ok).toBe(false);
    expect(output).toContain('saw 14 of 16 files');
    expect(output).toContain('src/main/lib/clock.ts');
  });

  it('fails where there is nothing to see', async () => {
    rmSync(join(folder, 'src'), { recursive: true });
    mkdirSync(join(folder, 'src'));
    expect(await checkLayers(folder)).toMatchObject({ ok: false });
  });
});
