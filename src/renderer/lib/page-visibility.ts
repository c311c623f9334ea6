/** Resolves at once while the page is looked at, else when it is again. Throws the signal's reason. */
export function pauseUntilVisible(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const look = () => {
      if (document.visibilityState !== 'visible') return;
      document.removeEventListener('visibilitychange', look);
      resolve();
    };
    signal.addEventListener(
      'abort',
      () => {
        document.removeEventListener('visibilitychange', look);
        reject(signal.reason);
      },
      { once: true },
    );
    document.addEventListener('visibilitychange', look);
    look();
  });
}
