import { describe, expect, it } from 'vitest';
import { compileIgnoreRules, IgnoreSyntaxError, readIgnoreFile } from './dockerignore.ts';
// What `docker build` of Docker 28 sent of these files for each ignore file; null: it refused the ignore file.
import corpus from './dockerignore-corpus.json' with { type: 'json' };

/**
 * The classic builder's client does not enter an ignored directory unless a `!` pattern begins with its name; BuildKit
 * does, as the documentation says (the last matching line decides). We follow BuildKit.
 */
const asBuildKit = new Map([
  ['*\n!**/*.md', /\.md$/],
  ['src\n!src/**/keep.md', /^(?!src\/)|keep\.md$/],
  ['src\n!**/keep.md', /^(?!src\/)|keep\.md$/],
]);

function kept(ignore: string, files: readonly string[]): readonly string[] {
  const rules = compileIgnoreRules(readIgnoreFile(ignore));
  return files.filter((file) => {
    let verdict = rules.root;
    const parts = file.split('/');
    for (const [index] of parts.entries()) {
      const path = parts.slice(0, index + 1).join('/');
      verdict = rules.check(path, verdict);
      if (verdict.isIgnored && index + 1 < parts.length && rules.canSkip(path)) return false;
    }
    return !verdict.isIgnored;
  });
}

describe('as the docker command', () => {
  const accepted = corpus.cases.filter(({ kept: recorded }) => recorded !== null);
  it.each(accepted)('$ignore', ({ ignore, kept: recorded }) => {
    const all = asBuildKit.get(ignore);
    const expected =
      all !== undefined ? corpus.files.filter((file) => all.test(file)) : recorded === 'all' ? corpus.files : recorded;
    expect(kept(ignore, corpus.files)).toEqual(expected);
  });

  const refused = corpus.cases.filter(({ kept: recorded }) => recorded === null);
  it.each(refused)('refuses $ignore', ({ ignore }) => {
    expect(() => kept(ignore, corpus.files)).toThrow(IgnoreSyntaxError);
  });
});

describe('compileIgnoreRules', () => {
  it('skips a directory only when no exception reaches into it', () => {
    const skips = (text: string, directory: string) => compileIgnoreRules(readIgnoreFile(text)).canSkip(directory);
    expect(skips('node_modules', 'node_modules')).toBe(true);
    expect(skips('*\n!src/a', 'node_modules')).toBe(true);
    expect(skips('*\n!src/a', 'src')).toBe(false);
    expect(skips('*\n!src/*/a', 'src/deep')).toBe(false);
    expect(skips('*\n!src/*/a', 'lib')).toBe(true);
    expect(skips('*\n!**/a', 'node_modules')).toBe(false);
  });

  it('is not slowed down by a pattern made for backtracking', () => {
    const pattern = `${'*a'.repeat(30)}b`;
    expect(kept(pattern, ['a'.repeat(5000)])).toHaveLength(1);
    expect(kept(`${'**/a'.repeat(30)}/b`, [`${'a/'.repeat(50)}c`])).toHaveLength(1);
  });
});
