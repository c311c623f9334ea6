// What the headless shell says and when it ends. Scripts rely on two lines: `miniPaaS is ready: URL` and the demo's address.
import { toErrorBody } from '../../contract/app-error.ts';
import { endOnCrash } from './crash-reports.ts';
import { type ControlPlane, startControlPlane } from './control-plane.ts';
import { type Options, parseOptions, usage } from './options.ts';
import { programVersion } from './program-files.ts';

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Resolves with the exit code when a signal ends it, or at once when it could not start. */
export async function runHeadless(args: readonly string[]): Promise<number> {
  try {
    const options = parseOptions(args, process.env);
    if (options.showHelp) {
      say(usage);
      return 0;
    }
    if (options.showVersion) {
      say(`miniPaaS ${programVersion}`);
      return 0;
    }
    return await run(options);
  } catch (error) {
    complain(error);
    return 1;
  }
}

async function run(options: Options): Promise<number> {
  const ending = new AbortController();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const ended = new Promise<void>((resolve) => {
    for (const signal of signals) {
      process.once(signal, () => {
        ending.abort(new Error('miniPaaS was stopped.'));
        resolve();
      });
    }
  });
  const controlPlane = await startControlPlane(options);
  const forget = endOnCrash(controlPlane, (code) => process.exit(code));
  try {
    const url = await controlPlane.listener.start();
    say(`miniPaaS is ready: ${url}`);
    say(`Log in once with: ${controlPlane.listener.loginUrl() ?? url}`);
    // The demonstration says itself what it is missing.
    await (options.isDemo ? demo(controlPlane, ending.signal) : tellOfMissingEngine(controlPlane, ending.signal));
    await ended;
    return 0;
  } finally {
    await controlPlane.close();
    forget();
  }
}

/** Without an engine nothing can be deployed, and the reason should not wait for the first attempt. Said once, at the start. */
async function tellOfMissingEngine(
  { events, services, localCaller, mask }: ControlPlane,
  signal: AbortSignal,
): Promise<void> {
  for await (const _change of events.subscribe(signal)) {
    const hosts = await services.hosts.list(undefined, localCaller(signal));
    const away = hosts.find(({ status }) => status === 'unreachable');
    if (away?.error != null) {
      process.stderr.write(mask(`${away.error.message}\n${away.error.hint}\n`));
    }
    if (hosts.every(({ status }) => status !== 'connecting')) {
      return;
    }
  }
}

/** A demo that fails leaves the dashboard running: it shows why. */
async function demo(controlPlane: ControlPlane, signal: AbortSignal): Promise<void> {
  try {
    const address = await controlPlane.deployDemo(say, signal);
    say(`The sample application is running: ${address}`);
  } catch (error) {
    if (!signal.aborted) {
      complain(error, controlPlane.mask);
    }
  }
}

function complain(error: unknown, mask = (text: string): string => text): void {
  const { code, message, hint } = toErrorBody(error);
  const text = code === 'INTERNAL' && error instanceof Error ? `${error.stack}\n` : `${message}\n${hint}\n`;
  process.stderr.write(mask(text));
}
