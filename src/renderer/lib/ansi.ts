/**
 * Terminal colours as class names, for log lines. Each line stands for itself, because a viewer that loads any window of a
 * million lines cannot know the state that lines before it left. Colours beyond the sixteen named ones become the nearest
 * named one, so that every colour keeps its contrast in light and in dark.
 */
export interface AnsiSpan {
  readonly text: string;
  /** Space-separated class names: `fg-1 bold`; empty for plain text. */
  readonly className: string;
}

interface Style {
  readonly foreground: number | null;
  readonly background: number | null;
  readonly flags: readonly Flag[];
}
type Flag = 'bold' | 'dim' | 'italic' | 'underline' | 'inverse' | 'strike';

const plain: Style = { foreground: null, background: null, flags: [] };
const ESC = '\u001b';
// CSI (group 1: parameters, group 2: final letter) · OSC, such as links and titles · other two- and three-letter escapes.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const sequence =
  /\u001b\[([0-9;:?<=>]*)[ -/]*([@-~])|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[ -/]*[0-~]|\u001b/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above; a tab stays
const controls = /[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f]/g;

export function parseAnsi(line: string): readonly AnsiSpan[] {
  const text = afterLastReturn(line);
  if (!text.includes(ESC)) return text === '' ? [] : [{ text: text.replace(controls, ''), className: '' }];
  const spans: AnsiSpan[] = [];
  let style = plain;
  let at = 0;
  const push = (end: number) => {
    const part = text.slice(at, end).replace(controls, '');
    if (part !== '') spans.push({ text: part, className: classNameOf(style) });
  };
  for (const match of text.matchAll(sequence)) {
    push(match.index);
    at = match.index + match[0].length;
    if (match[2] === 'm') style = applySgr(style, match[1] ?? '');
  }
  push(text.length);
  return spans;
}

/** What is left to read when colours are taken away: for copying, searching and downloading. */
export function stripAnsi(line: string): string {
  const text = afterLastReturn(line);
  return (text.includes(ESC) ? text.replace(sequence, '') : text).replace(controls, '');
}

/** A progress bar rewrites its line with carriage returns; only the last state is worth showing. */
function afterLastReturn(line: string): string {
  const end = line.endsWith('\r') ? line.slice(0, -1) : line;
  const at = end.lastIndexOf('\r');
  return at === -1 ? end : end.slice(at + 1);
}

function applySgr(style: Style, parameters: string): Style {
  const codes = parameters === '' ? [0] : parameters.split(/[;:]/).map((code) => Number(code) || 0);
  let next = style;
  for (let i = 0; i < codes.length; i += 1) {
    const code = codes[i] ?? 0;
    if (code === 38 || code === 48) {
      const extended = extendedColour(codes, i + 1);
      next = code === 38 ? { ...next, foreground: extended.colour } : { ...next, background: extended.colour };
      i += extended.length;
    } else {
      next = applyCode(next, code);
    }
  }
  return next;
}

function applyCode(style: Style, code: number): Style {
  if (code === 0) return plain;
  if (code >= 30 && code <= 37) return { ...style, foreground: code - 30 };
  if (code >= 90 && code <= 97) return { ...style, foreground: code - 82 };
  if (code >= 40 && code <= 47) return { ...style, background: code - 40 };
  if (code >= 100 && code <= 107) return { ...style, background: code - 92 };
  if (code === 39) return { ...style, foreground: null };
  if (code === 49) return { ...style, background: null };
  const on = flagsOn[code];
  if (on !== undefined) return style.flags.includes(on) ? style : { ...style, flags: [...style.flags, on] };
  const off = flagsOff[code];
  return off === undefined ? style : { ...style, flags: style.flags.filter((flag) => !off.includes(flag)) };
}

const flagsOn: Readonly<Record<number, Flag>> = {
  1: 'bold',
  2: 'dim',
  3: 'italic',
  4: 'underline',
  7: 'inverse',
  9: 'strike',
};
const flagsOff: Readonly<Record<number, readonly Flag[]>> = {
  22: ['bold', 'dim'],
  23: ['italic'],
  24: ['underline'],
  27: ['inverse'],
  29: ['strike'],
};

function extendedColour(codes: readonly number[], at: number): { colour: number | null; length: number } {
  if (codes[at] === 5) return { colour: indexedColour(codes[at + 1] ?? 0), length: 2 };
  if (codes[at] === 2) {
    return { colour: nearestNamed([codes[at + 1] ?? 0, codes[at + 2] ?? 0, codes[at + 3] ?? 0]), length: 4 };
  }
  return { colour: null, length: 1 };
}

type Rgb = readonly [number, number, number];

/** The table of 256: sixteen names, a cube of 6 × 6 × 6, 24 greys. */
function indexedColour(index: number): number {
  if (index < 16) return index;
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return nearestNamed([grey, grey, grey]);
  }
  const step = (value: number) => (value === 0 ? 0 : 55 + value * 40);
  const cube = index - 16;
  return nearestNamed([step(Math.floor(cube / 36)), step(Math.floor(cube / 6) % 6), step(cube % 6)]);
}

const named: readonly Rgb[] = [
  [0, 0, 0],
  [205, 0, 0],
  [0, 205, 0],
  [205, 205, 0],
  [0, 0, 238],
  [205, 0, 205],
  [0, 205, 205],
  [229, 229, 229],
  [127, 127, 127],
  [255, 0, 0],
  [0, 255, 0],
  [255, 255, 0],
  [92, 92, 255],
  [255, 0, 255],
  [0, 255, 255],
  [255, 255, 255],
];

function nearestNamed([r, g, b]: Rgb): number {
  let best = 0;
  let bestDistance = Number.POSITIVE_INFINITY;
  named.forEach(([nr, ng, nb], index) => {
    const distance = (nr - r) ** 2 + (ng - g) ** 2 + (nb - b) ** 2;
    if (distance < bestDistance) {
      bestDistance = distance;
      best = index;
    }
  });
  return best;
}

function classNameOf(style: Style): string {
  const names: string[] = [...style.flags];
  if (style.background !== null) names.unshift(`bg-${style.background}`);
  if (style.foreground !== null) names.unshift(`fg-${style.foreground}`);
  return names.join(' ');
}
