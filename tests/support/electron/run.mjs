// What the command `electron` is on a machine that has one: `node tests/support/electron/run.mjs FOLDER [ARGUMENTS]`
// runs the main file of the folder's package.json as the main process, on plain Node and Chromium.
import './register.mjs';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [node = 'node', , folder = '.', ...rest] = process.argv;
const root = resolve(folder);
process.chdir(root);
process.argv = [node, folder, ...rest];

const { main } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
await import(pathToFileURL(join(root, main)).href);
