/** What the desktop's preload offers; absent in a browser. */
export function desktopBridge(): Window['minipaas'] | undefined {
  return window.minipaas;
}

/** Addresses of applications open in the person's browser, never inside the desktop's window. */
export function openExternal(url: string): void {
  const bridge = desktopBridge();
  if (bridge === undefined) window.open(url, '_blank', 'noopener,noreferrer');
  else void bridge.openExternal(url);
}
