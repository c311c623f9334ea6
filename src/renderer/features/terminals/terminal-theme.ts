import type { ITheme } from '@xterm/xterm';

const names = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;

/** The dashboard's own colours, as they are now: a custom property that depends on the theme is only resolved where it is used. */
export function readTerminalTheme(element: HTMLElement): ITheme {
  const probe = document.createElement('span');
  element.append(probe);
  const colour = (property: string): string => {
    probe.style.color = `var(${property})`;
    return getComputedStyle(probe).color;
  };
  const ansi = Object.fromEntries(
    names.flatMap((name, index) => [
      [name, colour(`--ansi-${index}`)],
      [`bright${name.charAt(0).toUpperCase()}${name.slice(1)}`, colour(`--ansi-${index + 8}`)],
    ]),
  );
  const theme: ITheme = {
    ...ansi,
    background: colour('--surface'),
    foreground: colour('--ink'),
    cursor: colour('--ink'),
    cursorAccent: colour('--surface'),
    selectionBackground: colour('--mark'),
    selectionForeground: colour('--ink'),
  };
  probe.remove();
  return theme;
}

/** Calls when the theme changed, by the person or by the system. */
export function onThemeChange(run: () => void): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const own = new MutationObserver(run);
  system.addEventListener('change', run);
  own.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => {
    system.removeEventListener('change', run);
    own.disconnect();
  };
}
