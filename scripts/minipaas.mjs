#!/usr/bin/env node
// `minipaas`: the command line. Finds a Node that is new enough, as every npm command does, but stays in the folder where
// it was called: its arguments may be paths.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chooseNode } from './bootstrap/choose-node.mjs';
import { BootstrapError, ensureDependencies } from './bootstrap/dependencies.mjs';
import { become } from './lib/child.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

try {
  await ensureDependencies(root);
} catch (error) {
  if (!(error instanceof BootstrapError)) throw error;
  console.error(`[miniPaaS] ${error.message}`);
  process.exit(error.exitCode);
}
const node = chooseNode({ modules: join(root, 'node_modules') });
if ('error' in node) {
  console.error(node.error);
  process.exit(1);
}
await become(node.command, [...node.flags, join(root, 'src/cli/main.ts'), ...process.argv.slice(2)]);
