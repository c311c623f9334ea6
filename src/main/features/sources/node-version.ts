import type { DetectorInput } from './found-project.ts';
import type { NodeManifest } from './node-manifest.ts';
import { chooseVersion } from './version-choice.ts';

/** Best first: the long-term release in force, the ones before it that are still maintained, then others. */
const known = ['24', '22', '20', '26', '18'];
const codeNames = new Map([
  ['krypton', '24'],
  ['jod', '22'],
  ['iron', '20'],
  ['hydrogen', '18'],
]);

export interface RuntimeVersion {
  readonly version: string;
  /** What the project itself asks for; null: it says nothing. */
  readonly wanted: string | null;
}

export async function nodeVersion({ tree }: DetectorInput, manifest: NodeManifest): Promise<RuntimeVersion> {
  const sources = [
    async () => manifest.engines.get('node') ?? null,
    async () => manifest.volta.get('node') ?? null,
    async () => firstLine(await tree.readText('.nvmrc', 200)),
    async () => firstLine(await tree.readText('.node-version', 200)),
  ];
  for (const source of sources) {
    const text = await source();
    if (text === null || text === '') continue;
    const named = /^lts\/(\w+)$/i.exec(text)?.[1]?.toLowerCase();
    const version = (named === undefined ? null : codeNames.get(named)) ?? chooseVersion(text, known, 'major');
    if (version !== null) return { version, wanted: text };
  }
  return { version: '24', wanted: null };
}

const firstLine = (text: string | null) => text?.split('\n')[0]?.trim() ?? null;
