/// <reference types="electron" />
import { EventEmitter } from 'node:events';
import { strict } from './strict.ts';

type RequestHandler = Parameters<Electron.Session['setPermissionRequestHandler']>[0];
type CheckHandler = Parameters<Electron.Session['setPermissionCheckHandler']>[0];
type DeviceHandler = Parameters<Electron.Session['setDevicePermissionHandler']>[0];

class Session
  extends EventEmitter
  implements
    Pick<Electron.Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'>
{
  requestHandler: RequestHandler = null;
  checkHandler: CheckHandler = null;
  deviceHandler: DeviceHandler = null;

  setPermissionRequestHandler(handler: RequestHandler): void {
    this.requestHandler = handler;
  }

  setPermissionCheckHandler(handler: CheckHandler): void {
    this.checkHandler = handler;
  }

  setDevicePermissionHandler(handler: DeviceHandler): void {
    this.deviceHandler = handler;
  }

  /** Electron grants what no handler refuses. */
  isGranted(permission: string, origin: string): { readonly onRequest: boolean; readonly onCheck: boolean } {
    let onRequest = this.requestHandler === null;
    const contents = null as never;
    const details = { requestingUrl: `${origin}/`, isMainFrame: true };
    this.requestHandler?.(
      contents,
      permission as never,
      (isGranted) => {
        onRequest = isGranted;
      },
      details,
    );
    const onCheck = this.checkHandler?.(contents, permission as never, origin, details) ?? true;
    return { onRequest, onCheck };
  }
}

const instance = new Session();

export const defaultSession = strict(instance, 'session.defaultSession');
export const session = strict({ defaultSession }, 'session');
