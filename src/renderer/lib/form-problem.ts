import { type Problem, toProblem } from './problem.ts';

interface FormProblem<Field extends string> {
  /** What stands beside the field: what is wrong with it and what to do. */
  errorOf(field: Field): string | undefined;
  /** The same for forms that hold what is wrong as a record. */
  readonly errors: Readonly<Partial<Record<Field, string>>>;
  /** What is about none of the fields, to be shown below them. */
  readonly rest: Problem | null;
}

/** Where a form shows what failed: beside the one of its `fields` that the problem names, else below them all. */
export function formProblem<Field extends string>(error: unknown, fields: readonly Field[]): FormProblem<Field> {
  const problem = error === null ? null : toProblem(error);
  const named = fields.find((field) => field === problem?.field);
  const errors: Partial<Record<Field, string>> = {};
  if (problem !== null && named !== undefined) errors[named] = besideField(problem, named);
  return {
    errorOf: (field) => errors[field],
    errors,
    rest: named === undefined ? problem : null,
  };
}

/** `port: Too big` is said of a value that breaks its schema; beside the field its name and "correct it" are known. */
function besideField({ message, hint }: Problem, field: string): string {
  const name = `${field}: `;
  if (!message.startsWith(name)) return `${message} ${hint}`;
  const rest = message.slice(name.length);
  return `${rest.charAt(0).toUpperCase()}${rest.slice(1)}${/[.!?]$/.test(rest) ? '' : '.'}`;
}
