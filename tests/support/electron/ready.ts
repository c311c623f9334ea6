// Whether `app` is ready: many members refuse to work before, a few refuse to work after.

let ready = false;

export const isReady = (): boolean => ready;

export function becomeReady(): void {
  ready = true;
}
