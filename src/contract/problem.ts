// What is wrong with an input, in plain words: zod's issues as a field and a problem.
import type { SchemaIssue } from '@orpc/contract';

export interface Problem {
  /** `variables[0].key`; `body` for the input as a whole. */
  readonly field: string;
  readonly problem: string;
}

/** The parts of zod's issues that are looked at; all of them may be missing in another library's. */
interface ZodIssue extends SchemaIssue {
  readonly code?: string;
  readonly expected?: string;
  readonly origin?: string;
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
  readonly inclusive?: boolean;
  readonly values?: readonly unknown[];
  readonly keys?: readonly string[];
  readonly errors?: readonly (readonly ZodIssue[])[];
}

export function firstProblem(issues: readonly SchemaIssue[]): Problem {
  const issue: ZodIssue | undefined = issues[0];
  if (issue === undefined) {
    return { field: 'body', problem: 'is not valid' };
  }
  // In a union, the member that came furthest says best what was meant.
  const inner = issue.code === 'invalid_union' ? deepest(issue.errors ?? []) : undefined;
  const path = [...(issue.path ?? []), ...(inner?.path ?? [])];
  return { field: fieldName(path), problem: describe(inner ?? issue) };
}

function deepest(errors: readonly (readonly ZodIssue[])[]): ZodIssue | undefined {
  return errors
    .flatMap((issues) => issues.slice(0, 1))
    .toSorted((a, b) => (b.path?.length ?? 0) - (a.path?.length ?? 0))[0];
}

function fieldName(path: NonNullable<SchemaIssue['path']>): string {
  const keys = path.map((segment) => (typeof segment === 'object' ? segment.key : segment));
  const name = keys.reduce<string>((text, key) => {
    if (typeof key === 'number') {
      return `${text}[${key}]`;
    }
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
  return name === '' ? 'body' : name;
}

const units: Readonly<Record<string, string>> = { string: ' characters', array: ' entries' };

function describe(issue: ZodIssue): string {
  const unit = units[issue.origin ?? ''] ?? '';
  switch (issue.code) {
    case 'invalid_type':
      return issue.message.endsWith('received undefined')
        ? 'is missing'
        : `must be ${article(issue.expected ?? 'value')}`;
    case 'too_small':
      return issue.origin === 'string' && Number(issue.minimum) === 1
        ? 'must not be empty'
        : `must ${unit === '' ? 'be' : 'have'} ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${unit}`;
    case 'too_big':
      return `must ${unit === '' ? 'be' : 'have'} at most ${issue.maximum}${unit}`;
    case 'invalid_value':
      return `must be ${(issue.values ?? []).map(String).join(' or ')}`;
    case 'unrecognized_keys':
      return `has nothing called ${(issue.keys ?? []).join(', ')}`;
    default:
      return issue.message;
  }
}

const typeNames: Readonly<Record<string, string>> = { int: 'whole number' };

function article(type: string): string {
  if (type === 'boolean') {
    return 'true or false';
  }
  const name = typeNames[type] ?? type;
  return `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`;
}
