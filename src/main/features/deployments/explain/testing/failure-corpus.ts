// Failures as the tools tell them, one at least for each that is known.
import type { Explained } from './corpus-entry.ts';
import { imageCorpus } from './image-corpus.ts';
import { languageCorpus } from './language-corpus.ts';
import { nodeCorpus } from './node-corpus.ts';
import { runCorpus } from './run-corpus.ts';
import { startCorpus } from './start-corpus.ts';

export type { Explained } from './corpus-entry.ts';
export const failures: readonly Explained[] = [
  ...nodeCorpus,
  ...languageCorpus,
  ...imageCorpus,
  ...startCorpus,
  ...runCorpus,
];
