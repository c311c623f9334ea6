// The whole of what the dashboard's page can reach of the desktop. The channels are those of src/main/electron/bridge.ts.
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { Bridge } from './bridge.ts';

ipcRenderer.on('minipaas:port', (event) => {
  // A port cannot cross the context bridge; it can be posted to the page, whose origin is the only one it may reach.
  window.postMessage({ type: 'minipaas-port' }, window.location.origin, event.ports);
});

const bridge: Bridge = {
  platform: process.platform,
  connect: async () => {
    await ipcRenderer.invoke('minipaas:connect');
  },
  pathForFile: (file) => webUtils.getPathForFile(file),
  grantFiles: async (files) => {
    const paths = files.map((file) => webUtils.getPathForFile(file)).filter((path) => path !== '');
    await ipcRenderer.invoke('minipaas:grant-files', paths);
    return paths;
  },
  chooseFolder: (purpose) => ipcRenderer.invoke('minipaas:choose-folder', purpose),
  openExternal: async (url) => {
    await ipcRenderer.invoke('minipaas:open-external', url);
  },
  onOpen: (callback) => {
    ipcRenderer.removeAllListeners('minipaas:open');
    ipcRenderer.on('minipaas:open', (_event, address: string) => {
      callback(address);
    });
    void ipcRenderer.invoke('minipaas:listening');
  },
};

contextBridge.exposeInMainWorld('minipaas', bridge);
