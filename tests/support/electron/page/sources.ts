// The text that runs in a window's page: one end of the bridge in the page's world, the preload with the other in its own.
import { makeWire } from '../wire.ts';
import { bridgeEnd } from './bridge-end.ts';
import { preloadElectron } from './preload-electron.ts';

/** A function's own text: Node has taken its types away already. */
const text = (source: (...args: never[]) => unknown): string => `(${String(source)})`;

export const mainWorldSource = `${text(bridgeEnd)}('main', 'preload');`;

/** The preload's own code, compiled as CommonJS, as a sandboxed page runs it. */
export const preloadSource = (code: string, file: string): string => `{
  const bridge = ${text(bridgeEnd)}('preload', 'main');
  const wire = ${text(makeWire)}();
  const { require, process } = ${text(preloadElectron)}(bridge, wire, ${JSON.stringify(process.platform)});
  ((require, process, module, exports) => { ${code}
  })(require, process, { exports: {} }, {});
}
//# sourceURL=${file}`;
