// Recognises a known failure in the end of a log: what happened, and what puts it right. Pure; the table is data.
import type { Explanation } from '../../../../contract/explanation.ts';
import type { LogKind } from '../../../../contract/logs.ts';
import { imageFailures } from './image-failures.ts';
import { languageFailures } from './language-failures.ts';
import { nodeFailures } from './node-failures.ts';
import type { Caught, Failure, FailurePhase, Recogniser } from './recogniser.ts';
import { runFailures } from './run-failures.ts';
import { entrypointFailures, measuredFailures, readinessFailures, surroundingFailures } from './start-failures.ts';

/** What says most comes first: a step that fails for a reason mostly makes its caller fail as well. */
export const recognisers: readonly Recogniser[] = [
  ...measuredFailures,
  ...entrypointFailures,
  ...nodeFailures,
  ...imageFailures,
  ...surroundingFailures,
  ...languageFailures,
  ...readinessFailures,
  ...runFailures,
];

export interface TailLine {
  readonly seq: number;
  readonly text: string;
}

/** A log of anybody's: longer lines are looked at so far. */
const MAX_LINE = 600;
const MAX_SHOWN = 3;
const MAX_CAUGHT = 200;
const ansi = /\u001b\[[0-9;?]*[A-Za-z]/g;
/** What builders put before a line of a step. */
const stepMark = /^(?:#\d+ [\d.]+ +)/;

/**
 * `tail`: the last lines that a tool or the application wrote, in order. Null: nothing known is in them, and the error says all there
 * is to say.
 */
export function explain(tail: readonly TailLine[], failure: Failure, log: LogKind): Explanation | null {
  const lines = tail.map(({ seq, text }) => ({
    seq,
    text: text.slice(0, MAX_LINE).replace(ansi, '').replace(stepMark, '').trimEnd(),
  }));
  for (const recogniser of recognisers) {
    const found = recognise(recogniser, lines, failure);
    if (found !== null) {
      return told(recogniser, found, failure, log);
    }
  }
  return null;
}

interface Found {
  readonly lines: readonly TailLine[];
  readonly caught: Caught;
}

function recognise(recogniser: Recogniser, lines: readonly TailLine[], failure: Failure): Found | null {
  const { phases, codes, patterns } = recogniser;
  if (!isOf(phases, failure.phase) || (codes !== undefined && !codes.some((code) => code === failure.code))) {
    return null;
  }
  if (patterns === undefined) {
    return { lines: [], caught: failure.details };
  }
  let caught: Caught | null = null;
  const shown: TailLine[] = [];
  // What runs may have failed at something and gone on long before it ended: there the newest line counts.
  for (const line of failure.phase === 'run' ? lines.toReversed() : lines) {
    const match = firstMatch(patterns, line.text);
    if (match !== null) {
      caught ??= match;
      shown.push(line);
      if (shown.length === MAX_SHOWN) break;
    }
  }
  caught ??= firstMatch(patterns, failure.message) ?? inDetails(patterns, failure.details);
  shown.sort((a, b) => a.seq - b.seq);
  return caught === null ? null : { lines: shown, caught: { ...failure.details, ...caught } };
}

function isOf(phases: readonly FailurePhase[], phase: FailurePhase): boolean {
  return phases.includes(phase) || (phase === 'run' && phases.includes('start'));
}

function inDetails(patterns: readonly RegExp[], details: Failure['details']): Caught | null {
  for (const [key, value] of Object.entries(details)) {
    const match = firstMatch(patterns, `${key}: ${value}`);
    if (match !== null) return match;
  }
  return null;
}

function firstMatch(patterns: readonly RegExp[], text: string): Caught | null {
  for (const pattern of patterns) {
    const match = pattern.exec(text);
    if (match !== null) {
      const groups = Object.entries(match.groups ?? {}).filter(([, value]) => value !== undefined && value !== '');
      return Object.fromEntries(groups.map(([name, value]) => [name, value.slice(0, MAX_CAUGHT)]));
    }
  }
  return null;
}

function told(
  { id, title, cause, fix, step }: Recogniser,
  { lines, caught }: Found,
  failure: Failure,
  log: LogKind,
): Explanation {
  const fill = (text: string) => fillIn(text, (name) => caught[name]);
  return {
    id,
    title: fill(title),
    cause: fill(cause),
    fix: fill(fix),
    log,
    lines: lines.map(({ seq, text }) => ({ seq, text })),
    step: step?.(caught, failure) ?? null,
    docsAnchor: `errors.md#${id}`,
  };
}

/** `{name}` and `{name|other words}`. */
export function fillIn(text: string, valueOf: (name: string) => string | undefined): string {
  return text
    .replace(
      /\{(\w+)(?:\|([^}]*))?\}/g,
      (_all, name: string, other?: string) => valueOf(name) ?? other ?? `the ${name}`,
    )
    .replace(/ {2,}/g, ' ');
}
