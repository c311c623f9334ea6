// The line of an application's output that best says why it ended.

const telling = /\b(error|exception|fatal|panic|cannot|failed|refused|denied|not found|no such)\b|Error:|Exception:/i;
const LOOK_BACK = 30;
const MAX_LENGTH = 300;
const ansi = /\u001b\[[0-9;?]*[A-Za-z]/g;

/**
 * The last telling one of these lines: Node.js and others end with a stack and their version, and what went wrong stands
 * above. Else the last line that is not empty; empty text for none.
 */
export function lastWords(lines: readonly string[]): string {
  const texts = lines
    .slice(-LOOK_BACK)
    .map((line) => line.replace(ansi, '').trim())
    .filter((line) => line !== '');
  const words = texts.findLast((line) => telling.test(line) && !line.startsWith('at ')) ?? texts.at(-1) ?? '';
  return words.length > MAX_LENGTH ? `${words.slice(0, MAX_LENGTH)}…` : words;
}
