import { describe, expect, it } from 'vitest';
import { parseReferences } from './list-references.ts';

const a = 'a'.repeat(40);
const b = 'b'.repeat(40);

describe('parseReferences', () => {
  it('puts the default branch first', () => {
    const text = `ref: refs/heads/main\tHEAD\n${a}\tHEAD\n${b}\trefs/heads/alpha\n${a}\trefs/heads/main\n${b}\trefs/heads/feature/x\n`;
    const found = parseReferences(text);
    expect(found.defaultBranch).toBe('main');
    expect(found.branches.map(({ name }) => name)).toEqual(['main', 'alpha', 'feature/x']);
  });

  it('knows no default when HEAD is detached or names a missing branch', () => {
    expect(parseReferences(`${a}\tHEAD\n${a}\trefs/heads/x\n`).defaultBranch).toBeNull();
    expect(parseReferences(`ref: refs/heads/master\tHEAD\n${a}\trefs/heads/x\n`).defaultBranch).toBeNull();
  });

  it('gives the commit of an annotated tag', () => {
    const text = `${a}\trefs/tags/v1\n${b}\trefs/tags/v1^{}\n${a}\trefs/tags/v2\n`;
    expect(parseReferences(text).tags).toEqual([
      { name: 'v1', sha: b },
      { name: 'v2', sha: a },
    ]);
  });

  it('reads nothing from an empty repository', () => {
    expect(parseReferences('')).toEqual({ defaultBranch: null, branches: [], tags: [] });
  });
});
