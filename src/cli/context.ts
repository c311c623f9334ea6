// What a command sees of the world: handed in, so that tests run commands without a process.
export interface CliContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly home: string;
  readonly platform: NodeJS.Platform;
  /** Standard output. Resolves when there is room for more. */
  readonly print: (text: string) => Promise<void>;
  /** Standard error: what is for the person and not for the next program of the pipe. */
  readonly say: (text: string) => void;
  readonly readInput: () => Promise<string>;
  readonly openInBrowser: (url: string) => Promise<void>;
  /** Aborts at Ctrl-C. */
  readonly signal: AbortSignal;
}
