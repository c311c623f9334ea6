import { defineConfig } from 'vitest/config';

const SECOND = 1000;

/** Real engines, servers and browsers: one file at a time, with room for a slow machine. Tests wait for events, not for these limits. */
const real = { fileParallelism: false, testTimeout: 120 * SECOND, hookTimeout: 120 * SECOND };

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic' } },
  test: {
    // Skipped and focused tests are errors: a suite that can be narrowed by accident proves nothing.
    allowOnly: false,
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.{mjs,ts}'],
          testTimeout: 10 * SECOND,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          sequence: { groupOrder: 1 },
          ...real,
        },
      },
      { test: { name: 'e2e', include: ['tests/e2e/**/*.test.{ts,tsx}'], sequence: { groupOrder: 2 }, ...real } },
    ],
  },
});
