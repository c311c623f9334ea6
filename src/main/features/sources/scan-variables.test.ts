import { describe, expect, it } from 'vitest';
import { scanVariables } from './scan-variables.ts';
import { memoryTree } from '../../../../tests/support/memory-tree.ts';
import { looksSecret } from './variable-names.ts';
import { variablesInLine } from './variable-patterns.ts';

const keys = (line: string) =>
  variablesInLine(line).map(({ key, value }) => (value === null ? key : `${key}=${value}`));

describe('variablesInLine', () => {
  it.each([
    ['const a = process.env.API_URL', ['API_URL']],
    ['x(process.env.LEVEL || "info", process.env["OTHER"] ?? 5)', ['LEVEL=info', 'OTHER=5']],
    ['import.meta.env.VITE_TITLE', ['VITE_TITLE']],
    ["const { A, B = 'two', C: c } = process.env", ['A', 'B=two', 'C']],
    ["import { SECRET_X } from '$env/static/private'", ['SECRET_X']],
    ['os.environ["DB_HOST"]', ['DB_HOST']],
    ["os.environ.get('DB_PORT', '5432')", ['DB_PORT=5432']],
    ['os.getenv("MODE_X", "fast")', ['MODE_X=fast']],
    ["SECRET_KEY = config('DJANGO_KEY', default='x')", ['DJANGO_KEY=x']],
    ['DEBUG = env.bool("DJANGO_DEBUG", default=False)', ['DJANGO_DEBUG']],
    ['os.Getenv("GO_VAR")', ['GO_VAR']],
    ['v, ok := os.LookupEnv("GO_OTHER")', ['GO_OTHER']],
    ['ENV.fetch("RAILS_X", "y")', ['RAILS_X=y']],
    ['std::env::var("RUST_X")', ['RUST_X']],
    ['url = env("DATABASE_URL")', ['DATABASE_URL']],
    ['nothing here', []],
    ['environment.process', []],
  ])('%s', (line, expected) => {
    expect(keys(line)).toEqual(expected);
  });

  it('is not slowed down by a line made for backtracking', () => {
    expect(keys(`{${'a,'.repeat(400)} = process.environ`)).toEqual([]);
    expect(keys(`process.env.${'A'.repeat(900)}`)).toHaveLength(1);
  });
});

describe('looksSecret', () => {
  it.each([
    'DB_PASSWORD',
    'STRIPE_SECRET_KEY',
    'GITHUB_TOKEN',
    'API_KEY',
    'OPENAI_API_KEY',
    'DATABASE_URL',
    'SENTRY_DSN',
    'SESSION_SECRET',
    'smtp_pass',
  ])('%s does', (key) => expect(looksSecret(key)).toBe(true));
  it.each([
    'API_URL',
    'LOG_LEVEL',
    'NEXT_PUBLIC_API_KEY',
    'VITE_TOKEN_NAME',
    'AWS_ACCESS_KEY_ID',
    'KEYBOARD',
    'PASSAGE',
    'TLS_KEY_FILE',
  ])('%s does not', (key) => expect(looksSecret(key)).toBe(false));
});

describe('scanVariables', () => {
  it('says where each is read, with the value that the source proposes', async () => {
    const tree = memoryTree({
      '.env.example':
        '# comment\nAPI_URL=https://api.example.com # the API\nSECRET_TOKEN=abc\nexport NAME="a b"\nEMPTY=\nKEY2=<your key>\n',
      'src/a.ts': 'one\nprocess.env.API_URL; process.env.ONLY_CODE ?? "x"; process.env.NODE_ENV; process.env.PORT\n',
      'app.py': 'import os\nos.environ["PY_VAR"]\n',
      'test/a.test.ts': 'process.env.ONLY_IN_TESTS',
      'README.md': 'process.env.ONLY_IN_DOCS',
      'docker-compose.yml':
        'services:\n  web:\n    build: .\n    environment:\n      MODE_NAME: quick\n      FROM_HOST: ${X}\n  db:\n    image: postgres\n    environment: [POSTGRES_DB=x]\n',
      Dockerfile: 'FROM x\nARG COMMIT=none\nENV INSIDE=1\n',
    });
    expect(await scanVariables(tree)).toEqual([
      { key: 'API_URL', file: '.env.example', line: 2, exampleValue: 'https://api.example.com', looksSecret: false },
      { key: 'COMMIT', file: 'Dockerfile', line: 2, exampleValue: 'none', looksSecret: false },
      { key: 'EMPTY', file: '.env.example', line: 5, exampleValue: null, looksSecret: false },
      { key: 'FROM_HOST', file: 'docker-compose.yml', line: 6, exampleValue: null, looksSecret: false },
      { key: 'KEY2', file: '.env.example', line: 6, exampleValue: null, looksSecret: false },
      { key: 'MODE_NAME', file: 'docker-compose.yml', line: 5, exampleValue: 'quick', looksSecret: false },
      { key: 'NAME', file: '.env.example', line: 4, exampleValue: 'a b', looksSecret: false },
      { key: 'ONLY_CODE', file: 'src/a.ts', line: 2, exampleValue: 'x', looksSecret: false },
      { key: 'PY_VAR', file: 'app.py', line: 2, exampleValue: null, looksSecret: false },
      { key: 'SECRET_TOKEN', file: '.env.example', line: 3, exampleValue: null, looksSecret: true },
    ]);
  });

  it('hears minipaas.json, and never reads a .env that somebody has committed', async () => {
    const variables = [
      { name: 'DSN', secret: true },
      { name: 'LEVEL', default: 'info' },
      { name: 'KEY', generate: 'hex32' },
    ];
    const tree = memoryTree({
      'minipaas.json': JSON.stringify({ variables }, null, 2),
      '.env': 'COMMITTED=s3cret',
      '.env.production': 'COMMITTED_TOO=s3cret',
    });
    expect(await scanVariables(tree)).toEqual([
      { key: 'DSN', file: 'minipaas.json', line: 4, exampleValue: null, looksSecret: true },
      { key: 'LEVEL', file: 'minipaas.json', line: 8, exampleValue: 'info', looksSecret: false },
    ]);
    expect(await scanVariables(memoryTree({ 'minipaas.json': '{"variables": 1}' }))).toEqual([]);
  });

  it('goes on over a compose file that is no YAML', async () => {
    expect(await scanVariables(memoryTree({ 'compose.yaml': 'a: [', 'a.go': 'os.Getenv("X_Y")' }))).toHaveLength(1);
  });
});
