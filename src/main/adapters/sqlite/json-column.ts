import type { z } from 'zod';
import { AppError } from '../../../contract/app-error.ts';

interface Place {
  readonly table: string;
  readonly id: number;
  readonly column: string;
}

/** Throws RECORD_UNREADABLE with the table, the row and the column, never with the content: it may hold values of variables. */
export function parseJsonColumn<T extends z.ZodType>(
  schema: T,
  text: string,
  { table, id, column }: Place,
): z.infer<T> {
  const fail = (problem: string, cause: unknown) =>
    new AppError('RECORD_UNREADABLE', { table, id, problem: `${column} ${problem}` }, { cause });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's message quotes the text.
    throw fail('is not JSON', undefined);
  }
  const result = schema.safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw fail(`has an unexpected value at ${issue?.path.join('.') || 'its top'}`, result.error);
  }
  return result.data;
}
