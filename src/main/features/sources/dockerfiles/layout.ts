// How generated Dockerfiles are written: for a person who will read, copy and change them.
import type { DeclaredSteps } from '../found-project.ts';

/** Runs as nobody in particular: a number needs no entry in the image's /etc/passwd. */
export const USER = '10001:10001';

export type Line = string | readonly Line[] | null | false;

/** Lines of nested groups; null and false are left out, '' is an empty line. */
export function dockerfile(...lines: readonly Line[]): string {
  const flat = flatten(lines);
  return `${flat
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}

function flatten(lines: readonly Line[]): string[] {
  return lines.flatMap((line) =>
    line === null || line === false ? [] : typeof line === 'string' ? [line] : flatten(line),
  );
}

const MARK = '# Made by miniPaaS for ';

/** Also true for a copy that a user changed: it counts on the same files being left out of the context. */
export const isGenerated = (text: string) => text.startsWith(MARK);

export const heading = (what: string) => [
  `${MARK}${what}.`,
  '# To change it, copy it into the project as "Dockerfile", or into the project’s settings.',
];

export const json = (words: readonly string[]) => `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;

/** ARG lines for values that are compiled in: given by the project's plain variables of the same names. */
export function buildArguments(names: readonly string[]): Line {
  if (names.length === 0) return null;
  return [
    '# Compiled into the result: taken from the project’s variables of these names.',
    ...names.map((name) => `ARG ${name}`),
  ];
}

export interface StepUser {
  /** As whom the step runs; null: root. */
  readonly uid: string | null;
}

/** A step that sees the project's secrets of the build: as variables, from files that are there while it runs and in no layer. */
export function runWithSecrets(
  command: string,
  secrets: readonly string[],
  { uid }: StepUser = { uid: null },
): readonly string[] {
  if (secrets.length === 0) return [`RUN ${command}`];
  const owner = uid === null ? '' : `,uid=${uid}`;
  return [
    `RUN ${secrets.map((name) => `--mount=type=secret,id=${name}${owner}`).join(' ')} \\`,
    ...secrets.map((name) => `  export ${name}="$(cat /run/secrets/${name})" && \\`),
    `  ${command}`,
  ];
}

/** The build step: that of minipaas.json, else those that were found. Arguments are plain variables, since secrets are mounted. */
export function buildSteps(
  { command, args }: DeclaredSteps,
  found: readonly string[],
  secrets: readonly string[],
  user?: StepUser,
): Line {
  const commands = command === null ? found : [command];
  return (
    commands.length > 0 && [
      buildArguments(args.filter((name) => !secrets.includes(name))),
      command !== null && '# build.command of minipaas.json.',
      commands.map((each) => runWithSecrets(each, secrets, user)),
    ]
  );
}

/** Before the first step that mounts secrets: what comes from the cache would otherwise not notice that one has another value. */
export const secretsArgument = (secrets: readonly string[]): Line =>
  secrets.length > 0 && [
    '# Changes with the secrets of the build, so that the steps below see their new values.',
    'ARG MINIPAAS_SECRETS',
  ];

export const environment = (variables: Readonly<Record<string, string>>): Line => {
  const entries = Object.entries(variables);
  return entries.length === 0 ? null : `ENV ${entries.map(([key, value]) => `${key}=${quoted(value)}`).join(' ')}`;
};

const quoted = (value: string) => (/^[\w./:,@%+=-]*$/.test(value) ? value : `"${value.replace(/(["\\$])/g, '\\$1')}"`);

/** Writes a file line by line: here-documents are beyond the classic builder. */
export const writeFile = (path: string, lines: readonly string[], before: readonly string[] = []): Line => {
  const rows = lines.map((line) => `  '${line.replaceAll("'", "'\\''")}' \\`);
  return [`RUN ${before.map((command) => `${command} && `).join('')}printf '%s\\n' \\`, ...rows, `  > ${path}`];
};
