// A start script as an argument array, so that the program itself is the container's process and gets its signals.
import { hasPackage, type NodeManifest } from './node-manifest.ts';

export interface StartCommand {
  readonly args: readonly string[];
  /** `NAME=value` that stood before the command. */
  readonly environment: Readonly<Record<string, string>>;
  /** As the project writes it. */
  readonly display: string;
  /** The program comes from a package that is installed for development only. */
  readonly needsDevPackages: boolean;
  readonly notes: readonly string[];
}

/** Programs whose package has another name. */
const packageOfProgram = new Map([
  ['nest', '@nestjs/cli'],
  ['remix-serve', '@remix-run/serve'],
  ['react-router-serve', '@react-router/serve'],
  ['ng', '@angular/cli'],
  ['tsc', 'typescript'],
  ['strapi', '@strapi/strapi'],
]);

/** The command that `npm start` would run; null when there is none. */
export function startCommand(manifest: NodeManifest): StartCommand | null {
  for (const name of ['start:prod', 'start:production', 'start', 'serve']) {
    const script = manifest.scripts.get(name);
    if (script !== undefined && script.trim() !== '' && !isForDevelopment(script))
      return commandOfScript(manifest, name);
  }
  return null;
}

const isForDevelopment = (script: string) =>
  /^(?:cross-env\s+)?(?:\w+=\S+\s+)*(?:vite(?:\s+(?:dev|serve|preview)|\s*$|\s+-)|react-scripts start|ng serve|vue-cli-service serve|next dev|nuxt dev|astro (?:dev|preview)|webpack(?:-dev-server| serve)|parcel(?!\s+build)|gatsby (?:develop|serve)|docusaurus (?:start|serve)|eleventy --serve)/.test(
    script.trim(),
  );

function commandOfScript(manifest: NodeManifest, name: string): StartCommand {
  const script = followed(manifest, name, 3);
  const viaNpm: StartCommand = {
    args: ['npm', 'run', name],
    environment: {},
    display: script,
    needsDevPackages: true,
    notes: [],
  };
  // Anything a shell would interpret, and scripts around the script, are npm's business.
  if (!/^[\w@%+=:,./~ -]+$/.test(script) || manifest.scripts.has(`pre${name}`)) return viaNpm;
  const words = script.trim().split(/\s+/);
  if (words[0] === 'cross-env') words.shift();
  const environment: Record<string, string> = {};
  while (/^[A-Za-z_]\w*=/.test(words[0] ?? '')) {
    const [pair = ''] = words.splice(0, 1);
    environment[pair.slice(0, pair.indexOf('='))] = pair.slice(pair.indexOf('=') + 1);
  }
  const notes: string[] = [];
  if (words[0] === 'nodemon') {
    words.splice(0, 1, 'node');
    notes.push('The start script uses nodemon; the container runs node itself.');
  }
  const args = words.filter((word) => !word.startsWith('--env-file'));
  if (args.length < words.length) {
    notes.push('The start script reads a .env file, which is not sent to the image: set its variables in the project.');
  }
  const [program] = args;
  if (program === undefined || program.startsWith('-') || program.includes('/')) return viaNpm;
  return { args, environment, display: script, needsDevPackages: needsDevPackages(manifest, args), notes };
}

/** `npm run x` and its like replaced by the script they run. */
function followed(manifest: NodeManifest, name: string, depth: number): string {
  const script = manifest.scripts.get(name) ?? '';
  const next = /^(?:npm run|npm run-script|yarn(?: run)?|pnpm(?: run)?|bun run)\s+([\w:.-]+)$/.exec(script.trim())?.[1];
  return next !== undefined && depth > 0 && manifest.scripts.has(next) ? followed(manifest, next, depth - 1) : script;
}

function needsDevPackages(manifest: NodeManifest, args: readonly string[]): boolean {
  const [program = ''] = args;
  const isOnlyForDevelopment = (name: string) => manifest.devDependencies.has(name) && !manifest.dependencies.has(name);
  // `-r ts-node/register`, `--import tsx`, `--loader=ts-node/esm`
  const named = args.flatMap((word) => {
    const module = word.replace(/^--?[\w-]+=/, '');
    const parts = module.split('/');
    return [module, parts[0] ?? '', parts.slice(0, 2).join('/')];
  });
  if (named.some(isOnlyForDevelopment)) return true;
  if (program === 'node' || program === 'npm' || program === 'bun') return false;
  const owner = packageOfProgram.get(program) ?? program;
  return isOnlyForDevelopment(owner) || !hasPackage(manifest, owner);
}

/** A port that the command itself names: `-p 4000`, `--port=4000`, `PORT=4000`. */
export function portInCommand({ args, environment }: StartCommand): number | null {
  const text = [...Object.entries(environment).map(([key, value]) => `${key}=${value}`), ...args].join(' ');
  const match = /(?:^|\s)(?:-p|--port|-l|--listen|PORT)[ =](?:tcp:\/\/[\d.]*:)?(\d{2,5})(?:\s|$)/.exec(text);
  return match === null ? null : Number(match[1]);
}
