import type { Bridge } from './bridge.ts';

declare global {
  interface Window {
    /** Only in the desktop window; a browser has none. */
    readonly minipaas?: Bridge;
  }
}
