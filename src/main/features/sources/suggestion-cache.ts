// Looking for variables means fetching the source: people who come back to the page within minutes get what was found.
import type { EnvSuggestion } from '../../../contract/sources.ts';

const KEEP_MS = 5 * 60 * 1000;
const MAX_ENTRIES = 50;

interface Entry {
  readonly suggestions: readonly EnvSuggestion[];
  readonly until: number;
}

export function createSuggestionCache(now: () => number) {
  const entries = new Map<string, Entry>();
  return {
    async get(key: string, find: () => Promise<readonly EnvSuggestion[]>): Promise<readonly EnvSuggestion[]> {
      const known = entries.get(key);
      if (known !== undefined && known.until > now()) return known.suggestions;
      const suggestions = await find();
      entries.delete(key);
      entries.set(key, { suggestions, until: now() + KEEP_MS });
      const [oldest] = entries.keys();
      if (entries.size > MAX_ENTRIES && oldest !== undefined) entries.delete(oldest);
      return suggestions;
    },
  };
}
