/**
 * The words of a command as a shell parts them, without a shell: blanks part, '…' and "…" keep together, a backslash outside of '…' takes
 * the next sign as it is. Nothing is expanded. Null where a quote is not closed or no word is left.
 */
export function commandWords(text: string): readonly string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let quote: "'" | '"' | null = null;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at);
    if (sign === '\\' && quote !== "'") {
      at += 1;
      if (at === text.length) return null;
      word = (word ?? '') + text.charAt(at);
    } else if (quote !== null) {
      if (sign === quote) quote = null;
      else word = (word ?? '') + sign;
    } else if (sign === "'" || sign === '"') {
      quote = sign;
      word ??= '';
    } else if (/\s/.test(sign)) {
      if (word !== null) words.push(word);
      word = null;
    } else {
      word = (word ?? '') + sign;
    }
  }
  if (word !== null) words.push(word);
  return quote !== null || words.length === 0 || words[0] === '' ? null : words;
}

/** For fields that hold a command. */
export const commandProblem = 'has a quote that is not closed, or names no program';
