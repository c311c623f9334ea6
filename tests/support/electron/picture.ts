/// <reference types="electron" />
// Pictures and screens: enough to be asked for. A picture must be a file that is there.
import { readFileSync } from 'node:fs';
import { strict } from './strict.ts';

export const nativeImage = strict(
  {
    createFromPath: (path: string) => {
      const bytes = readFileSync(path);
      return strict(
        { isEmpty: () => bytes.length === 0, setTemplateImage: (_isTemplate: boolean) => undefined },
        'NativeImage',
      );
    },
  },
  'nativeImage',
);

const area = { x: 0, y: 0, width: 1920, height: 1080 };
const display = strict({ id: 1, bounds: area, workArea: area, scaleFactor: 1 }, 'Display');

export const screen = strict({ getPrimaryDisplay: () => display, getAllDisplays: () => [display] }, 'screen');
