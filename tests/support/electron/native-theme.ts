/// <reference types="electron" />
import { EventEmitter } from 'node:events';
import { strict } from './strict.ts';

class NativeTheme extends EventEmitter implements Pick<Electron.NativeTheme, 'shouldUseDarkColors' | 'themeSource'> {
  isSystemDark = false;
  private source: Electron.NativeTheme['themeSource'] = 'system';

  get shouldUseDarkColors(): boolean {
    return this.source === 'system' ? this.isSystemDark : this.source === 'dark';
  }

  get themeSource(): Electron.NativeTheme['themeSource'] {
    return this.source;
  }

  set themeSource(source: Electron.NativeTheme['themeSource']) {
    this.source = source;
    this.emit('updated');
  }
}

const instance = new NativeTheme();

export const nativeTheme = strict(instance, 'nativeTheme');

export const colorScheme = (): 'dark' | 'light' => (instance.shouldUseDarkColors ? 'dark' : 'light');

/** Returns the function that stops following. */
export function followTheme(listener: () => void): () => void {
  instance.on('updated', listener);
  return () => instance.off('updated', listener);
}

export function setSystemDark(isDark: boolean): void {
  instance.isSystemDark = isDark;
  instance.emit('updated');
}
