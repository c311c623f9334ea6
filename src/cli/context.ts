// What a command sees of the world: handed in, so that tests run commands without a process.
/** The terminal that the command line runs in, with every key given through as it is: also Ctrl-C. */
export interface CliTerminal {
  size(): { readonly columns: number; readonly rows: number };
  onInput(listener: (text: string) => void): void;
  onResize(listener: () => void): void;
  /** Keys mean again what they meant before. */
  close(): void;
}

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
  /** Missing where standard input or output is none. */
  readonly openTerminal?: (() => CliTerminal) | undefined;
  readonly openInBrowser: (url: string) => Promise<void>;
  /** Aborts at Ctrl-C. */
  readonly signal: AbortSignal;
}
