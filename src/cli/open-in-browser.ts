import { spawn } from 'node:child_process';
import { CliError, exitCodes } from './cli-error.ts';

/** By platform: the program that opens an address, and what stands before it. */
const openers: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  // `start` is a word of the shell and would read the address as one; this is a program.
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

export function createOpenInBrowser(platform: NodeJS.Platform): (url: string) => Promise<void> {
  const [command, ...args] = openers[platform] ?? ['xdg-open'];
  return (url) =>
    new Promise((resolve, reject) => {
      const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
      child.once('error', (cause) => {
        const body = { code: 'NO_BROWSER', message: `${command} could not be started.`, hint: `Open ${url} yourself.` };
        reject(new CliError(body, exitCodes.failed, cause));
      });
      child.once('spawn', () => {
        child.unref();
        resolve();
      });
    });
}
