// Runs scripts in the helper of one volume: what they say of failure becomes an error of the table.
import type { VolumePath } from '../../../features/volumes/ports/volume-path.ts';
import { nameOf, parentOf } from '../../../features/volumes/ports/volume-path.ts';
import type { EngineClient } from '../engine-client.ts';
import type { Helpers, VolumeName } from './helpers.ts';
import { runScript, type ScriptResult, type ScriptRun } from './run-script.ts';
import { scriptArgument } from './script-argument.ts';
import { checkResult } from './script-failure.ts';
import { STOP } from './scripts.ts';

export interface VolumeScriptsDeps {
  readonly client: EngineClient;
  readonly helpers: Helpers;
  readonly volume: VolumeName;
}

export interface ScriptJob extends Omit<ScriptRun, 'args' | 'action'> {
  readonly args?: readonly string[];
  readonly action: string;
  /** For messages. */
  readonly path: string;
}

/** Files (not folders), folders, bytes of files. */
type Sum = readonly [files: number, folders: number, bytes: number];

export interface VolumeScripts extends VolumeScriptsDeps {
  /** Throws for every exit code but 0. */
  run(job: ScriptJob): Promise<ScriptResult>;
  /** Whatever the exit code. */
  attempt(job: Omit<ScriptJob, 'path'>): Promise<ScriptResult>;
  /** Runs what may take long, and ends it in the helper when the signal aborts. `onOutput` gets what comes after the first line. */
  runLong(job: ScriptJob): Promise<void>;
  /** Of scripts that print a sum in each line. */
  sums(job: ScriptJob): Promise<readonly Sum[]>;
}

export const folderAndName = (path: VolumePath): [string, string] => [
  scriptArgument(parentOf(path)),
  scriptArgument(nameOf(path)),
];

export function createVolumeScripts(deps: VolumeScriptsDeps): VolumeScripts {
  const { client, helpers, volume } = deps;

  const attempt = ({ args = [], ...job }: Omit<ScriptJob, 'path'>): Promise<ScriptResult> =>
    helpers.run(volume, { ...job, args });

  async function run({ path, ...job }: ScriptJob): Promise<ScriptResult> {
    const result = await attempt(job);
    checkResult(result, { path, action: job.action, volume: volume.displayName });
    return result;
  }

  async function runLong(job: ScriptJob): Promise<void> {
    const { signal, path } = job;
    let first = '';
    let pid: string | null = null;
    await helpers.use(volume, async (containerId) => {
      const end = (): void => {
        if (pid !== null) {
          void runScript(client, containerId, { script: STOP, args: [pid], action: job.action }).catch(() => undefined);
        }
      };
      signal?.addEventListener('abort', end, { once: true });
      try {
        const result = await runScript(client, containerId, {
          ...job,
          args: job.args ?? [],
          onOutput(piece) {
            if (pid !== null) {
              void job.onOutput?.(piece);
              return;
            }
            first += piece.toString('latin1');
            const lineEnd = first.indexOf('\n');
            if (lineEnd !== -1) {
              pid = first.slice(0, lineEnd);
              if (signal?.aborted === true) {
                end();
              }
              void job.onOutput?.(Buffer.from(first.slice(lineEnd + 1), 'latin1'));
            }
          },
        });
        signal?.throwIfAborted();
        checkResult(result, { path, action: job.action, volume: volume.displayName });
        if (result.complaint !== '') {
          checkResult({ ...result, exitCode: 1 }, { path, action: job.action, volume: volume.displayName });
        }
      } finally {
        signal?.removeEventListener('abort', end);
      }
    });
  }

  async function sums(job: ScriptJob): Promise<readonly Sum[]> {
    const { output } = await run(job);
    return output
      .toString('latin1')
      .trim()
      .split('\n')
      .map((line) => {
        const [files = 0, folders = 0, bytes = 0] = line.split(' ').map(Number);
        return [files, folders, bytes] as const;
      });
  }

  return { ...deps, run, attempt, runLong, sums };
}
