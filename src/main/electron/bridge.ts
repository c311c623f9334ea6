// The few things a page may ask of the desktop itself. Everything else it asks of the control plane, over the port.
import { ipcMain, type IpcMainInvokeEvent, MessageChannelMain, type MessagePortMain } from 'electron';
import { openExternally } from './guards.ts';
import { type FolderPurpose, isFolderPurpose } from './folder-purpose.ts';
import { isOwnPage } from './renderer-files.ts';

/** Channels of the bridge; `src/preload/index.ts` uses the same. */
export const BRIDGE_CHANNELS = {
  connect: 'minipaas:connect',
  port: 'minipaas:port',
  chooseFolder: 'minipaas:choose-folder',
  grantFiles: 'minipaas:grant-files',
  openExternal: 'minipaas:open-external',
  listening: 'minipaas:listening',
} as const;

export interface BridgeHandlers {
  /** Serves the contract on this end of a channel until it closes. */
  readonly serve: (port: MessagePortMain) => void;
  readonly chooseFolder: (purpose: FolderPurpose) => Promise<string | null>;
  /** The preload read these paths from files that the person dropped or chose: a page cannot make such files up. */
  readonly grantPaths: (paths: readonly string[]) => void;
  readonly pageIsListening: () => void;
}

export function serveBridge({ serve, chooseFolder, grantPaths, pageIsListening }: BridgeHandlers): void {
  handle(BRIDGE_CHANNELS.connect, (event) => {
    const { port1, port2 } = new MessageChannelMain();
    serve(port1);
    event.sender.postMessage(BRIDGE_CHANNELS.port, null, [port2]);
  });
  handle(BRIDGE_CHANNELS.chooseFolder, async (_event, purpose) => {
    const folder = await chooseFolder(isFolderPurpose(purpose) ? purpose : 'deploy');
    if (folder !== null && purpose !== 'deploy') grantPaths([folder]);
    return folder;
  });
  handle(BRIDGE_CHANNELS.grantFiles, (_event, paths) => {
    if (Array.isArray(paths)) grantPaths(paths.filter((path) => typeof path === 'string'));
  });
  handle(BRIDGE_CHANNELS.openExternal, async (_event, address) => {
    if (typeof address !== 'string' || !(await openExternally(address))) {
      throw new Error('Only addresses that begin with http:// or https:// are opened.');
    }
  });
  handle(BRIDGE_CHANNELS.listening, pageIsListening);
}

/** Refuses whoever is not the main frame of the dashboard: a page that got in some other way has no bridge. */
function handle(channel: string, answer: (event: IpcMainInvokeEvent, argument: unknown) => unknown): void {
  ipcMain.handle(channel, (event, argument: unknown) => {
    const frame = event.senderFrame;
    if (frame === null || frame !== event.sender.mainFrame || !isOwnPage(frame.url)) {
      throw new Error(`${channel} is not for this page.`);
    }
    return answer(event, argument);
  });
}
