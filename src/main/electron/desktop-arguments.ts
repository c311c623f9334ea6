// Which arguments are ours: Electron and Chromium take theirs from the same command line.

const CHROMIUM =
  /^--?(no-sandbox$|disable-|enable-|ozone-|remote-debugging-|inspect|force-|js-flags|lang=|gtk-version|password-store|use-gl|allow-|original-process|psn_)/;

/** `argv` as the process has it; started as `electron .`, the second one is the application's folder. */
export function desktopArguments(argv: readonly string[], isPackaged: boolean): readonly string[] {
  return argv.slice(isPackaged ? 1 : 2).filter((argument) => !CHROMIUM.test(argument));
}
