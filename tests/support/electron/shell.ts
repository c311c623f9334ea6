/// <reference types="electron" />
import { recorded } from './observed.ts';
import { strict } from './strict.ts';

const open = (address: string): void => recorded((into) => into.opened.push(address));

export const shell = strict(
  {
    openExternal: async (address: string): Promise<void> => open(address),
    openPath: async (path: string): Promise<string> => {
      open(path);
      return '';
    },
  } satisfies Partial<Electron.Shell>,
  'shell',
);
