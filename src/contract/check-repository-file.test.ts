import { describe, expect, it } from 'vitest';
import { sizeInBytes } from './repository-file.ts';
import { checkRepositoryFile, problemText } from './check-repository-file.ts';

const problems = (text: string): readonly string[] => {
  const checked = checkRepositoryFile(text);
  return checked.ok ? [] : checked.problems.map(problemText);
};

const whole = `{
  "$schema": "https://example.com/minipaas.schema.json",
  "build": { "context": "apps/web", "dockerfile": "docker/Dockerfile", "target": "runtime", "args": ["API_URL"] },
  "port": 8080,
  "health": { "path": "/healthz", "port": 8081, "intervalSeconds": 5, "timeoutSeconds": 3, "graceSeconds": 10, "readyWithinSeconds": 90 },
  "volumes": [{ "name": "data", "path": "/app/data", "size": "5 GB" }],
  "variables": [
    { "name": "DATABASE_URL", "description": "of the database", "secret": true },
    { "name": "LOG_LEVEL", "default": "info" },
    { "name": "SESSION_KEY", "generate": "hex32" },
    { "name": "SENTRY_DSN", "required": false }
  ],
  "release": { "command": "npm run migrate", "timeoutSeconds": 300, "onRollback": false }
}`;

describe('a minipaas.json', () => {
  it('may say all there is to say, or nothing', () => {
    expect(checkRepositoryFile(whole)).toMatchObject({ ok: true, value: { port: 8080, build: { target: 'runtime' } } });
    expect(checkRepositoryFile(' {} \n')).toEqual({ ok: true, value: {} });
  });

  it.each([
    ['{"port": "80"}', 'line 1, column 10: port must be a number'],
    ['{\n  "port": 70000\n}', 'line 2, column 11: port must be at most 65535'],
    ['{"prot": 80}', 'line 1, column 2: "prot" is not known; port is'],
    ['{"health": {"pth": "/"}}', 'line 1, column 13: "pth" is not known in health; path is'],
    [
      '{"release": {"command": "x", "shell": true}}',
      'line 1, column 30: "shell" is not known in release; there are command, timeoutSeconds, onRollback',
    ],
    [
      '{"variables": [{"name": "A", "generate": "uuid"}]}',
      'line 1, column 42: variables[0].generate must be hex32 or hex64 or base64 or laravel or django',
    ],
    ['{"variables": [{"name": "A"}, {"name": "A"}]}', 'line 1, column 40: variables[1].name "A" stands there twice'],
    [
      '{"variables": [{"name": "A", "default": "x", "secret": true}]}',
      'line 1, column 41: variables[0].default a secret',
    ],
    [
      '{"variables": [{"name": "A", "default": "x", "generate": "hex32"}]}',
      'line 1, column 16: variables[0] has "default"',
    ],
    ['{"volumes": [{"name": "d", "path": "/d", "size": "5"}]}', 'line 1, column 50: volumes[0].size: a size is'],
    ['{"build": {"context": "../x"}}', 'line 1, column 23: build.context: a path below the file'],
    ['{"build": {"dockerfile": "/etc/passwd"}}', 'line 1, column 26: build.dockerfile: a path below the file'],
    ['{"build": {"dockerfile": "a/../../b"}}', 'line 1, column 26: build.dockerfile: a path below the file'],
    [`{"release": {"command": "sh -c 'x"}}`, 'line 1, column 25: release.command has a quote that is not closed'],
    ['{"build": {"command": "a\\nb"}}', 'line 1, column 23: build.command: a build command is one line'],
    [
      '{"build": {"command": "--mount=type=bind true"}}',
      'line 1, column 23: build.command: a build command is one line',
    ],
    ['{"build": {"command": "cat <<X"}}', 'line 1, column 23: build.command: a build command is one line'],
    ['{"build": {"command": "make \\\\"}}', 'line 1, column 23: build.command: a build command is one line'],
    [
      '{"build": {"dockerfile": "Dockerfile", "command": "make"}}',
      'line 1, column 51: build.command is for a Dockerfile that miniPaaS writes',
    ],
    ['{"release": {}}', 'line 1, column 13: release.command is missing'],
    ['[]', 'line 1, column 1: it must be an object'],
  ])('%s is refused where it is wrong', (text, problem) => {
    expect(problems(text)).toEqual([expect.stringContaining(problem)]);
  });

  it('has all its problems told at once', () => {
    expect(problems('{"port": 0, "helth": {}, "volumes": [{}]}')).toHaveLength(4);
  });

  it.each([
    ['{"port": 80,}', 'line 1, column 12: JSON has no "," before "}"'],
    ['{\n  // why\n}', 'line 2, column 3: JSON has no comments'],
    ['{"a": 1, "a": 2}', 'line 1, column 10: "a" stands there twice'],
    ["{'port': 80}", `line 1, column 2: a name in double quotes is expected, not "'"`],
    ['{"port": 080}', 'line 1, column 11: "," or "}" is expected'],
    ['{"port": 80', 'line 1, column 12: "," or "}" is expected, not the end of the file'],
    ['', 'line 1, column 1: a value is expected, not the end of the file'],
    ['{} {}', 'line 1, column 4: the end of the file is expected, not "{"'],
    ['{"a": "x\ny"}', 'line 1, column 7: a text that ends in its line'],
    ['{"a": NaN}', 'line 1, column 7: a value is expected, not "N"'],
    ['\u0000', 'line 1, column 1: it is no text in UTF-8'],
    ['['.repeat(60_000), 'line 1, column 34: it is nested deeper than 32 levels'],
    [`"${'x'.repeat(70_000)}"`, 'line 1, column 1: it is larger than 64 KiB'],
  ])('%j is no JSON', (text, problem) => {
    expect(problems(text)).toEqual([expect.stringContaining(problem)]);
  });

  it('takes a key of every object for what it is: a key', () => {
    const text = '{"__proto__": {"port": 1}, "constructor": 1, "toString": 2}';
    expect(problems(text).map((each) => each.split(' is not')[0])).toEqual([
      'line 1, column 2: "__proto__"',
      'line 1, column 28: "constructor"',
      'line 1, column 46: "toString"',
    ]);
    expect(({} as { port?: number }).port).toBeUndefined();
  });

  it('counts sizes in steps of 1024', () => {
    expect([sizeInBytes('500 MB'), sizeInBytes('5GB'), sizeInBytes('1 TB')]).toEqual([
      524_288_000, 5_368_709_120, 1_099_511_627_776,
    ]);
  });
});
