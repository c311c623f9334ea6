/// <reference types="electron" />
import { isReady } from './ready.ts';
import { strict } from './strict.ts';

type Handler = (request: Request) => Response | Promise<Response>;

const handlers = new Map<string, Handler>();
const privileged = new Set<string>();

export const protocol = strict(
  {
    registerSchemesAsPrivileged: (schemes: readonly Electron.CustomScheme[]): void => {
      if (isReady()) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
      for (const { scheme, privileges } of schemes) {
        if (privileges?.standard === true && privileges.secure === true) privileged.add(scheme);
      }
    },
    handle: (scheme: string, handler: Handler): void => {
      if (!isReady()) throw new Error('protocol.handle needs an app that is ready');
      handlers.set(scheme, handler);
    },
    isProtocolHandled: (scheme: string): boolean => handlers.has(scheme),
  },
  'protocol',
);

/** What the program answers for this address; null where it handles no such scheme. */
export async function fetchOwn(request: Request): Promise<Response | null> {
  const scheme = request.url.slice(0, request.url.indexOf(':'));
  const handler = handlers.get(scheme);
  if (handler === undefined) return null;
  if (!privileged.has(scheme)) {
    throw new Error(`electron stand-in: ${scheme}: is no privileged scheme, so its pages would have no origin`);
  }
  return handler(request);
}
