import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tests/support/longest-first.ts';

const SECOND = 1000;

/** What is waited for comes when it comes: Vitest's own limit of a second is a claim about the machine. */
const expectation = { poll: { timeout: 120 * SECOND } };
/** Real engines, servers and browsers, with room for a slow machine. Tests wait for events, not for these limits. */
const real = { testTimeout: 600 * SECOND, hookTimeout: 600 * SECOND, expect: expectation };
/** Most of the time such a file waits for an engine or a browser. */
const twoAtATime = { ...real, maxWorkers: 2 };
const oneAtATime = { ...real, fileParallelism: false };

/**
 * Files that make claims about the whole of this machine's engine: its build cache, the 256 events that it remembers, and volumes that
 * every installation names alike.
 */
const wholeEngine = ['backups', 'docker-connection', 'upkeep', 'volumes'].map(
  (name) => `tests/integration/${name}.test.ts`,
);

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic' } },
  test: {
    // Skipped and focused tests are errors: a suite that can be narrowed by accident proves nothing.
    allowOnly: false,
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.{mjs,ts}'],
          // What hangs is to end; how long the others take is the machine's business.
          testTimeout: 150 * SECOND,
          hookTimeout: 150 * SECOND,
          expect: expectation,
          // Vitest would leave one processor to others: half of a machine of two.
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          exclude: wholeEngine,
          sequence: { groupOrder: 1 },
          ...twoAtATime,
        },
      },
      {
        test: { name: 'integration-alone', include: wholeEngine, sequence: { groupOrder: 2 }, ...oneAtATime },
      },
      {
        // The dashboard over a world in memory.
        test: {
          name: 'e2e-dashboard',
          include: ['tests/e2e/dashboard-*.test.ts'],
          sequence: { groupOrder: 3 },
          ...twoAtATime,
        },
      },
      {
        // Whole programs, which share an engine.
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.{ts,tsx}'],
          exclude: ['tests/e2e/dashboard-*.test.ts'],
          sequence: { groupOrder: 4 },
          ...oneAtATime,
        },
      },
    ],
  },
});
