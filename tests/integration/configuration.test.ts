// The configuration file in the real program: what it fixes, what happens when it changes, and what a bad one does.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/cli.ts';
import type { CliContext } from '../../src/cli/context.ts';
import { configurationExample } from '../../src/cli/configuration-example.ts';
import { checkConfiguration, configuration } from '../../src/contract/configuration.ts';
import type { AppEvent } from '../../src/contract/events.ts';
import { type ControlPlane, startControlPlane } from '../../src/main/app/control-plane.ts';
import { parseOptions } from '../../src/main/app/options.ts';
import { defaultSettings } from '../../src/main/features/settings/defaults.ts';
import { leavesOf } from '../../src/main/features/settings/layers.ts';
import { readConfigurationFile } from '../../src/main/lib/configuration-file/read-configuration-file.ts';

let dataDir: string;
let plane: ControlPlane | null = null;
const ending = new AbortController();

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'minipaas-configured-'));
});

afterEach(async () => {
  await plane?.close();
  plane = null;
  rmSync(dataDir, { recursive: true, force: true });
});

const write = (name: string, text: string): string => {
  const file = join(dataDir, name);
  writeFileSync(file, text);
  return file;
};

async function start(...args: string[]): Promise<ControlPlane> {
  plane = await startControlPlane(parseOptions(['--data-dir', dataDir, '--port', '0', ...args], {}), {});
  return plane;
}

function cli(...args: string[]): Promise<{ code: number; printed: string; said: string }> {
  const result = { printed: '', said: '' };
  const context: CliContext = {
    env: {},
    cwd: dataDir,
    home: dataDir,
    platform: 'linux',
    print: async (text) => void (result.printed += text),
    say: (text) => void (result.said += text),
    readInput: async () => '',
    openInBrowser: async () => undefined,
    signal: ending.signal,
  };
  return runCli(['--data-dir', dataDir, ...args], context).then((code) => ({ code, ...result }));
}

async function settingsChanged(controlPlane: ControlPlane, cause: () => void): Promise<void> {
  const watching = new AbortController();
  const events: AsyncIterable<AppEvent> = controlPlane.events.subscribe(watching.signal);
  for await (const { type } of events) {
    if (type === 'ready') cause();
    if (type === 'settings') break;
  }
  watching.abort();
}

describe('the configuration file', () => {
  it('fixes what it says, is shown with where it stands, and is read again when it changes', async () => {
    const file = write(
      'minipaas.config.js',
      'module.exports = { maxConcurrentBuilds: 7, retention: { keepImages: 2 } };',
    );
    const running = await start();
    const caller = running.localCaller(ending.signal);
    const { settings } = running.services;
    expect(await settings.get(undefined, caller)).toMatchObject({
      maxConcurrentBuilds: 7,
      retention: { keepImages: 2, keepDeployments: 10 },
    });
    expect(() => settings.update({ maxConcurrentBuilds: 3 }, caller)).toThrow(
      expect.objectContaining({ field: 'maxConcurrentBuilds', message: expect.stringContaining(file) }),
    );

    await running.listener.start();
    const shown = await cli('config', 'show');
    expect(shown).toMatchObject({ code: 0, said: '' });
    expect(shown.printed).toMatch(new RegExp(`maxConcurrentBuilds +7 +file: ${file}`));
    expect(shown.printed).toMatch(/listener\.port +0 +environment: --port/);
    expect(shown.printed).toMatch(/defaultPort +3000 +default/);

    await settingsChanged(running, () => void write('minipaas.config.js', 'export default { maxConcurrentBuilds: 4 }'));
    expect(await settings.get(undefined, caller)).toMatchObject({
      maxConcurrentBuilds: 4,
      retention: defaultSettings.retention,
    });
  });

  it('keeps what is in force when it is broken later, and takes it when it is mended', async () => {
    write('minipaas.config.json', '{"maxConcurrentBuilds": 7}');
    const running = await start();
    const caller = running.localCaller(ending.signal);
    write('minipaas.config.json', '{"maxConcurrentBuilds": 700}');
    await settingsChanged(running, () => void write('minipaas.config.json', '{"maxConcurrentBuilds": 8}'));
    expect(await running.services.settings.get(undefined, caller)).toMatchObject({ maxConcurrentBuilds: 8 });
  });

  it.each([
    ['minipaas.config.json', '{\n  "maxConcurrentBuilds": 99\n}', /line 2: maxConcurrentBuilds must be at most 32/],
    ['minipaas.config.js', 'throw new Error("why")', /line 1: Error: why/],
    ['.minipaasrc', 'maxBuilds: 2', /line 1: maxBuilds is not known here; there are defaultPort, /],
  ])('stops the start when it cannot be used: %s', async (name, text, message) => {
    write(name, text);
    await expect(start()).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
      message: expect.stringMatching(message),
    });
    const checked = await cli('config', 'check');
    expect(checked).toMatchObject({ code: 1, said: expect.stringMatching(message) });
  });

  it('is the one that was named', async () => {
    write('minipaas.config.json', '{"maxConcurrentBuilds": 7}');
    const running = await start('--config', write('other.yaml', 'maxConcurrentBuilds: 3\nlogLevel: warn'));
    expect(await running.services.settings.get(undefined, running.localCaller(ending.signal))).toMatchObject({
      maxConcurrentBuilds: 3,
    });
  });

  it('has several at once only by mistake', async () => {
    write('minipaas.config.json', '{}');
    write('.minipaasrc', '');
    await expect(start()).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
      message: expect.stringContaining('minipaas.config.json and .minipaasrc lie side by side'),
    });
  });
});

describe('minipaas config init', () => {
  it('writes a file that can be used, once', async () => {
    expect(await cli('config', 'init')).toMatchObject({ code: 0 });
    expect(await cli('config', 'check')).toMatchObject({
      code: 0,
      printed: `${join(dataDir, 'minipaas.config.js')} can be used.\n`,
    });
    expect(await cli('config', 'init')).toMatchObject({ code: 2, said: expect.stringContaining('is there already') });
  });

  it('shows every key with its default', async () => {
    const uncommented = configurationExample.replace(/^( +)\/\/ (\w+: .*,)$/gm, '$1$2');
    const read = await readConfigurationFile(write('all.js', uncommented), { timeoutMs: 5_000 });
    const value = read.ok ? read.value : read.problem;
    expect(value).toMatchObject(defaultSettings);
    expect(checkConfiguration(value)).toMatchObject({ ok: true });
    const shown = new Set(leavesOf(value as object).map(([path]) => path));
    expect([...keysOf(configuration)].filter((path) => !shown.has(path))).toEqual([]);
  });

  it('is what the documentation shows', () => {
    const docs = readFileSync(join(import.meta.dirname, '../../docs/configuration.md'), 'utf8');
    expect(docs).toContain(`\`\`\`js\n${configurationExample}\`\`\``);
  });
});

/** Paths of all single values of a schema of nested objects. */
function keysOf(schema: unknown, prefix = ''): readonly string[] {
  const { shape, unwrap } = schema as { shape?: Record<string, unknown>; unwrap?: () => unknown };
  if (shape !== undefined) {
    return Object.entries(shape).flatMap(([key, inner]) => keysOf(inner, prefix === '' ? key : `${prefix}.${key}`));
  }
  const inner = unwrap?.call(schema);
  const isGroup = inner !== undefined && (inner as { shape?: unknown }).shape !== undefined;
  return isGroup ? keysOf(inner, prefix) : [prefix];
}
