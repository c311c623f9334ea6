// The headless shell: the control plane under plain Node, its dashboard for a browser.
import { runHeadless } from '../app/run-headless.ts';

process.exitCode = await runHeadless(process.argv.slice(2));
