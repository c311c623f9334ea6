import { describe, expect, it } from 'vitest';
import { commandWords } from './command-words.ts';

describe('commandWords', () => {
  it.each([
    ['npm run migrate', ['npm', 'run', 'migrate']],
    ['  python   manage.py\tmigrate  ', ['python', 'manage.py', 'migrate']],
    [`sh -c 'echo "$HOME" && true'`, ['sh', '-c', 'echo "$HOME" && true']],
    [`a "b c"d '' "\\"x\\""`, ['a', 'b cd', '', '"x"']],
    [`a\\ b '\\'`, ['a b', '\\']],
    ['$(rm -rf /) ; `x`', ['$(rm', '-rf', '/)', ';', '`x`']],
  ])('parts %s', (text, words) => {
    expect(commandWords(text)).toEqual(words);
  });

  it.each(['', '   ', `sh -c 'x`, 'a "b', 'a\\', `'' b`])('refuses %j', (text) => {
    expect(commandWords(text)).toBeNull();
  });
});
