/** xterm in an element of the page: sized to it, in the colours of the dashboard, with the keys that a page needs for itself. */
import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import type { TerminalSize } from '../../../contract/terminals.ts';
import { openExternal } from '../../lib/bridge.ts';
import { onThemeChange, readTerminalTheme } from './terminal-theme.ts';

export interface ScreenOptions {
  readonly onInput: (text: string) => void;
  readonly onSize: (size: TerminalSize) => void;
  /** Ctrl+M: the keyboard goes on behind the terminal. */
  readonly onLeave: () => void;
  readonly isForScreenReader: boolean;
}

export interface Screen {
  readonly size: TerminalSize;
  /** Resolves when it is drawn. */
  readonly write: (text: string) => Promise<void>;
  readonly reset: () => void;
  readonly focus: () => void;
  /** Nothing can be typed any more; what it shows stays. */
  readonly freeze: () => void;
  readonly close: () => void;
}

const FONT_SIZE = 14;
/** With less, some fonts have their underscores cut off. */
const LINE_HEIGHT = 1.2;
const SCROLLBACK_LINES = 5_000;
/** Also programs that choose colours themselves stay readable (WCAG 2.1, 1.4.3). */
const CONTRAST = 4.5;

export function openScreen(element: HTMLElement, options: ScreenOptions): Screen {
  const terminal = new Terminal({
    fontFamily: getComputedStyle(element).fontFamily,
    fontSize: FONT_SIZE,
    lineHeight: LINE_HEIGHT,
    scrollback: SCROLLBACK_LINES,
    minimumContrastRatio: CONTRAST,
    screenReaderMode: options.isForScreenReader,
    theme: readTerminalTheme(element),
    linkHandler: { activate: (_event, uri) => /^https?:/.test(uri) && openExternal(uri) },
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  terminal.open(element);
  fit.fit();

  let isFrozen = false;
  terminal.attachCustomKeyEventHandler((event) => {
    // Nobody takes them there any more: Tab leads on.
    if (isFrozen) return false;
    if (event.type !== 'keydown' || !event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return true;
    if (event.key === 'm') {
      event.preventDefault();
      options.onLeave();
      return false;
    }
    if (event.key === 'c' && terminal.hasSelection()) {
      event.preventDefault();
      void navigator.clipboard.writeText(terminal.getSelection());
      terminal.clearSelection();
      return false;
    }
    return true;
  });
  terminal.onData(options.onInput);
  terminal.onResize(({ cols, rows }) => options.onSize({ columns: cols, rows }));
  const watch = new ResizeObserver(() => fit.fit());
  watch.observe(element);
  const stopTheme = onThemeChange(() => {
    terminal.options.theme = readTerminalTheme(element);
  });

  return {
    get size() {
      return { columns: terminal.cols, rows: terminal.rows };
    },
    write: (text) => new Promise((resolve) => terminal.write(text, resolve)),
    reset: () => terminal.reset(),
    focus: () => terminal.focus(),
    freeze() {
      isFrozen = true;
      terminal.options.disableStdin = true;
      if (element.contains(document.activeElement)) options.onLeave();
    },
    close() {
      watch.disconnect();
      stopTheme();
      terminal.dispose();
    },
  };
}
