// What miniPaaS says of itself: its own log, and the report of a problem.
import { createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { type OwnLogEntry, type OwnLogInput, ownLogInput } from '../../contract/diagnostics.ts';
import { type LineLevel, logLevel } from '../../contract/log-level.ts';
import { usageError } from '../cli-error.ts';
import { download } from '../client.ts';
import type { Session } from '../session.ts';
import type { Run } from './run.ts';

export interface OwnLogFlags {
  readonly follow?: boolean;
  readonly level?: string;
  readonly grep?: string;
  readonly limit: number;
}

const WAIT_MS = 20_000;

/** The newest lines, oldest first; with `follow` those that come as well, until Ctrl-C. */
export async function printOwnLog(session: Session, named: string | undefined, flags: OwnLogFlags): Promise<void> {
  const { api, options } = session;
  const project = named === undefined ? null : await session.findProject(named);
  const filter = ownLogInput.parse({
    level: leastOf(flags.level),
    search: flags.grep,
    ...(project === null ? {} : { projectId: project.id }),
  });
  let newer = await printNewest(session, filter, flags.limit);
  while (flags.follow === true) {
    const batch = await api.diagnostics.log({ ...filter, after: newer, waitMs: WAIT_MS }, options);
    newer = batch.newer;
    await print(session, batch.entries);
  }
}

async function printNewest({ api, options, ...session }: Session, filter: OwnLogInput, count: number): Promise<string> {
  const found: OwnLogEntry[][] = [];
  let newer: string | null = null;
  let left = count;
  for (let before: string | null | undefined; before !== null && left > 0; ) {
    const batch = await api.diagnostics.log(
      { ...filter, limit: Math.min(left, 1000), ...(before === undefined ? {} : { before }) },
      options,
    );
    newer ??= batch.newer;
    found.unshift(batch.entries);
    left -= batch.entries.length;
    before = batch.older;
  }
  await print({ api, options, ...session }, found.flat());
  return newer ?? '';
}

/** Of several it is the least: this log is filtered by a level and what is worse. */
function leastOf(levels: string | undefined): LineLevel | undefined {
  const given = (levels ?? '').split(',').filter((level) => level !== '');
  const unknown = given.find((level) => !logLevel.options.some((known) => known === level));
  if (unknown !== undefined) {
    throw usageError('level', `"${unknown}" is no level`, `There are ${logLevel.options.join(', ')}.`);
  }
  return logLevel.options.find((level) => given.includes(level));
}

async function print({ context, isJson }: Session, entries: readonly OwnLogEntry[]): Promise<void> {
  const text = entries.map((entry) => `${isJson ? JSON.stringify(entry) : lineOf(entry)}\n`).join('');
  if (text !== '') {
    await context.print(text);
  }
}

function lineOf({ at, level, message, context }: OwnLogEntry): string {
  const rest = context === '' ? '' : ` ${JSON.stringify(parsed(context))}`;
  return `${at ?? '-'} ${level.toUpperCase().padEnd(5)} ${message}${rest}`;
}

/** It comes laid out for reading; here it stands on one line. */
function parsed(context: string): unknown {
  try {
    return JSON.parse(context);
  } catch {
    // A very long one is shortened and no JSON any more.
    return context;
  }
}

export function addReport(program: Command, run: Run): void {
  program
    .command('report')
    .description('gather what is needed to mend a problem into one archive, without secrets')
    .argument('[file]', 'or the folder it goes into; this folder where it is left out')
    .option('--show', 'print what would be in it instead')
    .action(run<[string | undefined, { readonly show?: boolean }]>(writeReport));
}

async function writeReport(
  session: Session,
  named: string | undefined,
  { show }: { readonly show?: boolean },
): Promise<void> {
  const { api, context, options, target } = session;
  const report = await api.diagnostics.makeReport(undefined, options);
  if (show === true) {
    await api.diagnostics.removeReport({ id: report.id }, options);
    await session.answer(report, ({ files }) =>
      files.map(({ name, content }) => `==> ${name} <==\n${content}\n`).join(''),
    );
    return;
  }
  const file = await fileOf(resolve(context.cwd, named ?? '.'), report.name);
  const content = await download(target, `/reports/${report.id}/download`, context.signal);
  await pipeline(content, createWriteStream(file, { flags: 'wx', mode: 0o600 }), options).catch(
    async (error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
        throw usageError('file', `${file} is there already`, 'Name another one.');
      }
      await rm(file, { force: true });
      throw error;
    },
  );
  await api.diagnostics.removeReport({ id: report.id }, options);
  const files = report.files.map(({ name, sizeBytes }) => ({ name, sizeBytes }));
  await session.answer({ file, files }, () => {
    const list = files.map(({ name, sizeBytes }) => `  ${name} (${sizeBytes} bytes)\n`).join('');
    return `Wrote ${file}:\n${list}Read it before you send it to anybody.\n`;
  });
}

async function fileOf(path: string, name: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  return found?.isDirectory() === true ? join(path, name) : path;
}
