// The icon that stays when the window is closed. It reads the queue after each change, at most a few times a second.
import { Menu, nativeImage, Tray } from 'electron';
import type { DeploymentQueue } from './control-plane.ts';
import { type TrayActions, trayMenu, trayStatus } from './tray-menu.ts';

/** A build changes its row with every step; a menu need not. */
const REFRESH_MS = 250;

export interface TrayIcon {
  /** A deployment changed: reads the queue again, soon. */
  refresh(): void;
  /** Something else that it shows changed: shows it at once. */
  redraw(): void;
  destroy(): void;
}

export interface TrayDeps {
  readonly iconFile: string;
  /** The platform tints the picture itself. */
  readonly isTemplate: boolean;
  readonly queue: () => Promise<DeploymentQueue>;
  readonly isListenerOn: () => boolean;
  readonly actions: TrayActions;
}

export function createTray({ iconFile, isTemplate, queue, isListenerOn, actions }: TrayDeps): TrayIcon {
  const image = nativeImage.createFromPath(iconFile);
  image.setTemplateImage(isTemplate);
  const tray = new Tray(image);
  tray.on('click', actions.open);

  let timer: NodeJS.Timeout | undefined;
  let state: DeploymentQueue = { active: [], waiting: [] };
  const redraw = (): void => {
    if (tray.isDestroyed()) return;
    tray.setToolTip(`miniPaaS: ${trayStatus(state)}`);
    tray.setContextMenu(Menu.buildFromTemplate(trayMenu({ queue: state, isListenerOn: isListenerOn() }, actions)));
  };
  const read = async (): Promise<void> => {
    timer = undefined;
    try {
      state = await queue();
      redraw();
    } catch {
      // The control plane is closing; what the tray says last does not matter.
    }
  };
  redraw();

  return {
    refresh() {
      timer ??= setTimeout(() => void read(), REFRESH_MS);
    },
    redraw,
    destroy() {
      clearTimeout(timer);
      tray.destroy();
    },
  };
}
