// Which port the code itself names. Lines are looked at one by one with patterns that cannot backtrack far.
import type { BuildDefaults, PortGuess } from './found-project.ts';
import type { SourceTree } from './ports.ts';

export type PortLanguage = 'javascript' | 'python' | 'go';

interface LanguagePatterns {
  readonly files: RegExp;
  /** Reads PORT; the first group is what it falls back to. */
  readonly environment: readonly RegExp[];
  /** Listens on a number of its own. */
  readonly literal: readonly RegExp[];
}

const number = '["\'`]?:?(\\d{2,5})\\b';

const languages: Readonly<Record<PortLanguage, LanguagePatterns>> = {
  javascript: {
    files: /\.(?:[cm]?[jt]s|[jt]sx)$/,
    environment: [
      new RegExp(`process\\.env(?:\\.PORT\\b|\\[["']PORT["']\\])(?:["')\\s]*(?:\\|\\||\\?\\?|,)\\s*${number})?`),
      new RegExp(`\\{[^}]*\\bPORT\\b(?:\\s*=\\s*${number})?[^}]*\\}\\s*=\\s*process\\.env\\b`),
      new RegExp(`(?:Deno|Bun)\\.env(?:\\.get\\(["']PORT["']\\)|\\.PORT\\b)(?:\\s*(?:\\|\\||\\?\\?)\\s*${number})?`),
    ],
    literal: [
      /\.listen\(\s*(\d{2,5})\b/,
      /\.listen\(\s*\{[^}]*\bport:\s*(\d{2,5})\b/,
      /\b(?:const|let|var)\s+(?:port|PORT)\s*(?::\s*number)?\s*=\s*(\d{2,5})\b/,
      /\b(?:serve|Bun\.serve|Deno\.serve)\(\s*\{[^}]*\bport:\s*(\d{2,5})\b/,
    ],
  },
  python: {
    files: /\.py$/,
    environment: [new RegExp(`(?:environ(?:\\.get\\(|\\[)|getenv\\()\\s*["']PORT["'](?:\\s*,\\s*${number})?`)],
    literal: [
      /\b(?:run|run_app|serve|run_simple)\([^)#]*\bport\s*=\s*(\d{2,5})\b/,
      /\bPORT\s*=\s*(\d{2,5})\b/,
      /\("(?:0\.0\.0\.0|)",\s*(\d{2,5})\)/,
    ],
  },
  go: {
    files: /\.go$/,
    environment: [/(?:Getenv|LookupEnv)\(\s*"PORT"\s*\)/],
    literal: [
      /\b(?:ListenAndServe(?:TLS)?|Run|Start|Listen)\(\s*(?:"tcp",\s*)?"[^":]*:(\d{2,5})"/,
      /\bAddr:\s*"[^":]*:(\d{2,5})"/,
      /\b(?:port|addr)\s*:?=\s*"?:?(\d{2,5})"?\s*$/i,
    ],
  },
};

const MAX_FILES = 300;
const MAX_LINE = 500;

interface Hit extends PortGuess {
  readonly readsEnvironment: boolean;
}

/** `first` are looked at before all others: the file that is started. */
export async function portInCode(
  tree: SourceTree,
  language: PortLanguage,
  first: readonly string[],
  { defaultPort }: BuildDefaults,
): Promise<PortGuess> {
  let literal: Hit | null = null;
  const seen = new Set<string>();
  async function* candidates(): AsyncGenerator<string> {
    yield* first;
    for await (const path of tree.walk(MAX_FILES * 4))
      if (languages[language].files.test(path) && !isTest(path)) yield path;
  }
  for await (const path of candidates()) {
    if (seen.has(path) || seen.size >= MAX_FILES) continue;
    seen.add(path);
    const hit = portInText(await tree.readText(path, 128 * 1024), path, language, defaultPort);
    if (hit === null) continue;
    // Reading PORT is the better sign: the number beside it is what it becomes.
    if (hit.readsEnvironment || first.includes(path)) return { port: hit.port, reason: hit.reason };
    literal ??= hit;
  }
  if (literal !== null) return { port: literal.port, reason: literal.reason };
  return { port: defaultPort, reason: `The code names no port; the application is given PORT=${defaultPort}.` };
}

const isTest = (path: string) =>
  /(?:^|\/)(?:tests?|__tests__|spec|examples?|docs)\/|[._](?:test|spec)\.|(?:^|\/)(?:test_|vite\.config|webpack\.)/.test(
    path,
  );

export function portInText(text: string | null, path: string, language: PortLanguage, defaultPort: number): Hit | null {
  if (text === null) return null;
  const { environment, literal } = languages[language];
  let found: Hit | null = null;
  for (const [index, whole] of text.split('\n').entries()) {
    const line = whole.slice(0, MAX_LINE);
    const where = `${path}, line ${index + 1}`;
    for (const pattern of environment) {
      const match = pattern.exec(line);
      if (match === null) continue;
      const fallback = valid(match[1]);
      const reason = fallback === null ? `${where} reads PORT.` : `${where} reads PORT and falls back to ${fallback}.`;
      return { port: fallback ?? defaultPort, reason, readsEnvironment: true };
    }
    if (found !== null) continue;
    for (const pattern of literal) {
      const port = valid(pattern.exec(line)?.[1]);
      if (port === null) continue;
      found = { port, reason: `${where} names ${port}.`, readsEnvironment: false };
      break;
    }
  }
  return found;
}

function valid(text: string | undefined): number | null {
  const port = Number(text);
  return text !== undefined && port >= 10 && port < 65_536 ? port : null;
}
