// JSON and YAML with the lines of what they say. JSON is YAML, so one reader does for both, comments included.
import { isMap, isPair, LineCounter, type Node, parseDocument } from 'yaml';
import type { ConfigurationPath, ReadConfiguration } from './configuration-result.ts';

export function parseData(text: string): ReadConfiguration {
  const lines = new LineCounter();
  // Anchors can be nested into more than memory holds; nobody writes one in a configuration.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const [error] = document.errors;
  if (error !== undefined) {
    return { ok: false, problem: error.message, line: lines.linePos(error.pos[0]).line };
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    return { ok: false, problem: cause instanceof Error ? cause.message : String(cause), line: null };
  }
  return {
    ok: true,
    // An empty file is an empty configuration.
    value: value ?? {},
    lineOf: (path) => lineOf(document.contents, path, lines),
  };
}

/** Of the key where there is one; of the nearest thing around it where there is none. */
function lineOf(root: unknown, path: ConfigurationPath, lines: LineCounter): number | null {
  let node = root;
  let at: number | null = null;
  for (const segment of path) {
    if (!isMap(node)) {
      break;
    }
    const pair = node.items.find(({ key }) => String((key as { value?: unknown }).value) === String(segment));
    if (!isPair(pair)) {
      break;
    }
    at = (pair.key as Node).range?.[0] ?? at;
    node = pair.value;
  }
  return at === null ? null : lines.linePos(at).line;
}
