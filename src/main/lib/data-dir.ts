// Where an installation keeps its data. Pure, so that the program and its command line agree by construction.
import { posix, win32 } from 'node:path';

export interface DataDirInput {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** Working directory, against which a relative folder is meant. */
  readonly cwd: string;
  /** Of `--data-dir`: wins over the environment. */
  readonly flag?: string | undefined;
}

/** `--data-dir`, else `MINIPAAS_DATA_DIR`, else the platform's convention. Absolute. */
export function resolveDataDir({ platform, env, home, cwd, flag }: DataDirInput): string {
  const path = platform === 'win32' ? win32 : posix;
  const named = nonEmpty(flag) ?? nonEmpty(env['MINIPAAS_DATA_DIR']);
  if (named !== undefined) {
    return path.resolve(cwd, named);
  }
  switch (platform) {
    case 'win32':
      return path.join(nonEmpty(env['APPDATA']) ?? path.join(home, 'AppData', 'Roaming'), 'miniPaaS');
    case 'darwin':
      return path.join(home, 'Library', 'Application Support', 'miniPaaS');
    default: {
      // The XDG specification says that a relative path is to be ignored.
      const xdg = nonEmpty(env['XDG_DATA_HOME']);
      const base = xdg !== undefined && path.isAbsolute(xdg) ? xdg : path.join(home, '.local', 'share');
      return path.join(base, 'minipaas');
    }
  }
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text;
}
