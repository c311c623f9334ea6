// What a package.json describes: a server, files for a browser, or neither.
import type { StartCommand } from './node-start.ts';

interface Common {
  readonly framework: string;
  /** Script that builds it; null: nothing to build. */
  readonly buildScript: string | null;
  readonly notes: readonly string[];
  /** Variables whose names begin so are compiled in. */
  readonly buildVariablePrefixes: readonly string[];
}

export type NodeApplication =
  | (Common & {
      readonly type: 'server';
      readonly start: StartCommand;
      readonly environment: Readonly<Record<string, string>>;
      /** It listens on PORT without saying so in its own code. */
      readonly readsPort: boolean;
      /** Files to look into for a port first. */
      readonly entryFiles: readonly string[];
      /** Self-contained result that is copied instead of the whole directory, with what is put into it before. */
      readonly standalone: { readonly directory: string; readonly prepare: readonly string[] } | null;
    })
  | (Common & {
      readonly type: 'static';
      readonly outputDirectory: string;
      readonly isSinglePage: boolean;
    });
