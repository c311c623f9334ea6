// Where the desktop's own files are: beside the sources, or beside the archive of a packaged application.
import { app } from 'electron';
import { join } from 'node:path';

export interface ResourceFiles {
  readonly preload: string;
  readonly windowIcon: string;
  readonly trayIcon: string;
  /** The tray's picture is black with transparency, for the system to tint. */
  readonly isTrayTemplate: boolean;
}

export function resourceFiles(platform: NodeJS.Platform): ResourceFiles {
  const icons = join(app.isPackaged ? process.resourcesPath : app.getAppPath(), 'resources', 'icons');
  const tray = { darwin: 'trayTemplate.png', win32: 'tray.ico' }[platform as string] ?? 'tray.png';
  return {
    preload: join(app.getAppPath(), 'dist', 'preload', 'index.cjs'),
    windowIcon: join(icons, platform === 'win32' ? 'icon.ico' : 'icon.png'),
    trayIcon: join(icons, tray),
    isTrayTemplate: platform === 'darwin',
  };
}
