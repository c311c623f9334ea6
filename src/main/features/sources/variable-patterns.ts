// How languages read an environment variable. Each pattern is anchored at a word that a line rarely has.

interface VariableRead {
  readonly key: string;
  /** The default written beside it, where it is a plain text or number. */
  readonly value: string | null;
}

const name = '([A-Za-z_][A-Za-z0-9_]*)';
const literal = '(?:"([^"\\\\\\n]*)"|\'([^\'\\\\\\n]*)\'|([0-9]+(?:\\.[0-9]+)?|true|false))';
const orElse = `(?:\\s*\\)?\\s*(?:\\|\\||\\?\\?)\\s*${literal})?`;

const patterns: readonly RegExp[] = [
  // JavaScript: process.env.X, process.env["X"], import.meta.env.X, Bun.env.X
  new RegExp(`\\b(?:process|import\\.meta|Bun)\\.env(?:\\?)?\\.${name}${orElse}`, 'g'),
  new RegExp(`\\b(?:process|import\\.meta|Bun)\\.env\\[["'\`]${name}["'\`]\\]${orElse}`, 'g'),
  new RegExp(`\\bDeno\\.env\\.get\\(["']${name}["']\\)${orElse}`, 'g'),
  // Python: os.environ["X"], os.environ.get("X", "default"), os.getenv("X", "default"), env("X", default="d"), config("X")
  new RegExp(`\\benviron\\[["']${name}["']\\]`, 'g'),
  new RegExp(`\\b(?:environ\\.(?:get|setdefault|pop)|getenv)\\(\\s*["']${name}["'](?:\\s*,\\s*${literal})?`, 'g'),
  new RegExp(
    `\\b(?:env|config)(?:\\.(?:str|bool|int|list|url|db|db_url|float|json))?\\(\\s*["']([A-Z_][A-Z0-9_]*)["'](?:\\s*,\\s*default\\s*=\\s*${literal})?`,
    'g',
  ),
  // Go, PHP, Ruby, Java, Rust, Elixir, C#, Prisma
  new RegExp(
    `\\b(?:os\\.(?:Getenv|LookupEnv)|System\\.getenv|std::env::var|env::var|env!|System\\.(?:get_env|fetch_env!)|Environment\\.GetEnvironmentVariable)\\(\\s*"${name}"`,
    'g',
  ),
  new RegExp(`\\$_(?:ENV|SERVER)\\[["']${name}["']\\]`, 'g'),
  new RegExp(`\\bENV(?:\\.fetch\\(|\\[)["']${name}["'](?:\\s*,\\s*${literal})?`, 'g'),
];

const destructured = /\{([^{}]*)\}\s*=\s*(?:process|import\.meta|Bun)\.env\b/g;
const svelteImport = /import\s*\{([^{}]*)\}\s*from\s*["']\$env\/(?:static|dynamic)\/(?:private|public)["']/g;

export function variablesInLine(line: string): readonly VariableRead[] {
  if (!/env/i.test(line) && !/config\(/.test(line)) return [];
  const found: VariableRead[] = [];
  for (const pattern of patterns) {
    for (const [, key, ...values] of line.matchAll(pattern)) {
      if (key !== undefined) found.push({ key, value: values.find((value) => value !== undefined) ?? null });
    }
  }
  for (const pattern of [destructured, svelteImport]) {
    for (const [, inside = ''] of line.matchAll(pattern)) {
      for (const part of inside.split(',')) {
        const match = /^\s*([A-Za-z_][A-Za-z0-9_]*)\s*(?::|=|$|\sas\s)/.exec(part);
        if (match?.[1] !== undefined)
          found.push({
            key: match[1],
            value: new RegExp(`=\\s*${literal}\\s*$`).exec(part)?.slice(1).find(Boolean) ?? null,
          });
      }
    }
  }
  return found;
}
