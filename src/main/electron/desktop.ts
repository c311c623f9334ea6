// Everything a person sees of the desktop besides the dashboard's pages, wired to one control plane.
import { app, nativeTheme, shell } from 'electron';
import { addresses } from './addresses.ts';
import { setApplicationMenu } from './application-menu.ts';
import type { MenuActions } from './application-menu-template.ts';
import { serveBridge } from './bridge.ts';
import type { ControlPlane } from '../app/control-plane.ts';
import { servePages } from './control-plane-port.ts';
import { watchDeployments } from './deployment-watch.ts';
import { askWhereToSave, chooseFolder, showAbout, showListenerAddress, showProblem } from './dialogs.ts';
import { openExternally } from './guards.ts';
import { createListenerPreference } from './listener-switch.ts';
import { createMainWindow } from './main-window.ts';
import { watchErrors } from './error-watch.ts';
import { createNotifier } from './notifications.ts';
import { openPreferences } from './preference-file.ts';
import { offerReload } from './renderer-trouble.ts';
import { resourceFiles } from './resource-files.ts';
import { watchTransfers } from './transfer-watch.ts';
import { createTray } from './tray.ts';

const DOCUMENTATION = 'https://github.com/wedsmoker/miniPaaS#readme';

export interface Desktop {
  show(): void;
  close(): void;
}

export interface DesktopDeps {
  readonly controlPlane: ControlPlane;
  readonly dataDir: string;
  readonly isQuitting: () => boolean;
}

export function createDesktop({ controlPlane, dataDir, isQuitting }: DesktopDeps): Desktop {
  const { platform } = process;
  const preferences = openPreferences();
  const files = resourceFiles(platform);
  const notifier = createNotifier();
  const closing = new AbortController();
  const quit = (): void => app.quit();
  nativeTheme.themeSource = preferences.get('theme');

  const main = createMainWindow({
    preferences,
    preloadFile: files.preload,
    iconFile: files.windowIcon,
    // On macOS a program outlives its window in any case.
    mayClose: () => isQuitting() || (platform !== 'darwin' && !preferences.get('isClosedToTray')),
    onHiddenToTray: tellOfTray,
  });
  const { window } = main;
  window.on('closed', quit);
  offerReload(window, quit);
  askWhereToSave(window);
  serveBridge({
    serve: servePages(controlPlane, closing.signal),
    chooseFolder: (purpose) => chooseFolder(window, purpose),
    grantPaths: controlPlane.grantPaths,
    pageIsListening: main.pageIsListening,
  });

  const listener = createListenerPreference({
    listener: controlPlane.listener,
    preferences,
    onChange: refreshMenus,
    showProblem: (error) => void showProblem(window, error),
    showAddress: (url) => void showListenerAddress(window, url, () => controlPlane.listener.loginUrl() ?? url),
  });
  const tray = createTray({
    iconFile: files.trayIcon,
    isTemplate: files.isTrayTemplate,
    queue: async () => controlPlane.services.deployments.queue(undefined, controlPlane.localCaller(closing.signal)),
    isListenerOn: listener.isOn,
    actions: {
      open: main.show,
      openDeployment: ({ projectId, id }) => main.open(addresses.deployment(projectId, id)),
      setListener: (isOn) => void listener.set(isOn),
      quit,
    },
  });
  const menuActions: MenuActions = {
    open: (page) => main.open(addresses[page]),
    deployFolder: () => void deployFolder(),
    setTheme: (theme) => {
      nativeTheme.themeSource = theme;
      remember('theme', theme);
    },
    setClosedToTray: (isOn) => remember('isClosedToTray', isOn),
    setNotifications: (isOn) => remember('areNotificationsOn', isOn),
    setListener: (isOn) => void listener.set(isOn),
    openDataFolder: () => void shell.openPath(dataDir),
    openDocumentation: () => void openExternally(DOCUMENTATION),
    about: () => void showAbout(window),
    quit,
  };

  function remember<K extends Parameters<typeof preferences.set>[0]>(
    key: K,
    value: Parameters<typeof preferences.set<K>>[1],
  ): void {
    preferences.set(key, value);
    refreshMenus();
  }

  function refreshMenus(): void {
    tray.redraw();
    setApplicationMenu(
      {
        platform,
        isPackaged: app.isPackaged,
        theme: preferences.get('theme'),
        isClosedToTray: preferences.get('isClosedToTray'),
        areNotificationsOn: preferences.get('areNotificationsOn'),
        isListenerOn: listener.isOn(),
      },
      menuActions,
    );
  }

  async function deployFolder(): Promise<void> {
    main.show();
    const folder = await chooseFolder(window, 'deploy');
    if (folder !== null) main.open(addresses.newProjectFrom(folder));
  }

  function tellOfTray(): void {
    if (preferences.get('wasToldOfTray')) return;
    preferences.set('wasToldOfTray', true);
    const body = 'Deployments and transfers go on. Quit from the tray icon, or from the menu.';
    notifier.show({ title: 'miniPaaS keeps running', body }, main.show);
  }

  refreshMenus();
  void listener.restore();
  void watchDeployments(
    {
      controlPlane,
      refreshTray: tray.refresh,
      isQuiet: () => !preferences.get('areNotificationsOn') || window.isFocused(),
      notify: (news, { projectId, id }) => notifier.show(news, () => main.open(addresses.deployment(projectId, id))),
    },
    closing.signal,
  );
  void watchErrors(
    {
      controlPlane,
      isQuiet: () => !preferences.get('areNotificationsOn') || window.isFocused(),
      notify: (news, { projectId, groupId }) =>
        notifier.show(news, () => main.open(addresses.error(projectId, groupId))),
    },
    closing.signal,
  );
  void watchTransfers(
    {
      list: async (input) => controlPlane.services.transfers.list(input, controlPlane.localCaller(closing.signal)),
      startedAt: performance.timeOrigin,
      isQuiet: () => !preferences.get('areNotificationsOn') || window.isFocused(),
      notify: (news, { projectId, volumeId }) =>
        notifier.show(news, () => main.open(addresses.storage(projectId, volumeId))),
    },
    closing.signal,
  );

  return {
    show: main.show,
    close() {
      closing.abort();
      tray.destroy();
    },
  };
}
