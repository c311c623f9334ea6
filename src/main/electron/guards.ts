// Rules for every page that will ever exist in this process: it stays where it is, opens nothing and is allowed nothing.
import { app, type Session, session, shell, type WebContents } from 'electron';
import { externalAddress } from './external-links.ts';
import { isOwnPage } from './renderer-files.ts';

/** Copying a log line or an address is a write of plain text after a click; reading the clipboard stays refused. */
const ALLOWED_PERMISSION = 'clipboard-sanitized-write';

/** Must be called once, after Electron is ready and before the first window. */
export function guardAllPages(): void {
  guardSession(session.defaultSession);
  app.on('web-contents-created', (_event, contents) => {
    guardPage(contents);
  });
}

/** Links to elsewhere open in the person's browser, if they are of a kind that may. */
export async function openExternally(address: string): Promise<boolean> {
  const checked = externalAddress(address);
  if (checked === null) return false;
  await shell.openExternal(checked);
  return true;
}

function guardPage(contents: WebContents): void {
  contents.setWindowOpenHandler(({ url }) => {
    void openExternally(url);
    return { action: 'deny' };
  });
  contents.on('will-navigate', (event) => {
    if (isOwnPage(event.url)) return; // A reload, or a link of the dashboard.
    event.preventDefault();
    void openExternally(event.url);
  });
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
  });
}

function guardSession(target: Session): void {
  target.setPermissionRequestHandler((_contents, permission, decide, details) => {
    decide(mayHave(permission, details.requestingUrl));
  });
  target.setPermissionCheckHandler((_contents, permission, requestingOrigin) => mayHave(permission, requestingOrigin));
  target.setDevicePermissionHandler(() => false);
}

function mayHave(permission: string, requester: string): boolean {
  return permission === ALLOWED_PERMISSION && isOwnPage(requester);
}
