// The installation itself: the sealed copy with which another machine takes over, and its data key.
import { createWriteStream } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { sizeText } from '../bytes.ts';
import { usageError } from '../cli-error.ts';
import { download } from '../client.ts';
import type { Session } from '../session.ts';
import type { Run } from './run.ts';

interface ExportFlags {
  readonly passphraseFile: string;
}

export function addInstallation(program: Command, run: Run): void {
  program
    .command('export')
    .description('write the whole installation into one sealed file; another machine takes over with --import')
    .argument('<file>')
    .requiredOption(
      '--passphrase-file <file>',
      'first line: at least 15 characters to seal it under; - reads standard input',
    )
    .action(run<[string, ExportFlags]>(exportTo));
  program
    .command('rotate-key')
    .description('seal every secret under a new data key; applications are not touched')
    .action(run(rotateKey));
}

async function exportTo(session: Session, named: string, { passphraseFile }: ExportFlags): Promise<void> {
  const { api, context, options, target } = session;
  const file = resolve(context.cwd, named);
  const passphrase = await readPassphrase(session, passphraseFile);
  const made = await api.installation.export({ passphrase }, options);
  try {
    const content = await download(target, `/installation/exports/${made.name}`, context.signal);
    // Not over a file that is there: an export is not made often, and is missed when it is gone.
    const output = createWriteStream(file, { flags: 'wx', mode: 0o600 });
    await pipeline(content, output, options).catch(async (error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
        throw usageError('file', `${file} is there already`, 'Name another one.');
      }
      await rm(file, { force: true });
      throw error;
    });
  } finally {
    await api.installation.removeExport({ name: made.name });
  }
  await session.answer({ file, sizeBytes: made.sizeBytes }, () => `Wrote ${file} (${sizeText(made.sizeBytes)}).\n`);
}

async function readPassphrase({ context }: Session, file: string): Promise<string> {
  const text = file === '-' ? await context.readInput() : await readFile(resolve(context.cwd, file), 'utf8');
  return text.split(/\r?\n/, 1)[0] ?? '';
}

async function rotateKey({ api, options, answer }: Session): Promise<void> {
  await answer(await api.installation.rotateKey(undefined, options), ({ resealed, unreadable }) => {
    const secrets = `${resealed} secret${resealed === 1 ? '' : 's'} sealed under a new key.`;
    const lost = `${unreadable} could not be opened by any key here and stay as they are: enter them again.`;
    return `${secrets}${unreadable === 0 ? '' : ` ${lost}`}\n`;
  });
}
