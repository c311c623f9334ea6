import { describe, expect, it } from 'vitest';
import { desktopArguments } from './desktop-arguments.ts';

describe('desktopArguments', () => {
  it('leaves out the program, and the folder it was started from', () => {
    expect(desktopArguments(['/opt/miniPaaS/minipaas', '--data-dir', '/d'], true)).toEqual(['--data-dir', '/d']);
    expect(desktopArguments(['/n/electron', '.', '--data-dir', '/d'], false)).toEqual(['--data-dir', '/d']);
  });

  it('leaves to Chromium what is Chromium’s', () => {
    const argv = [
      'minipaas',
      '--no-sandbox',
      '--ozone-platform-hint=auto',
      '--port',
      '7071',
      '--enable-logging',
      '-psn_0_1',
    ];
    expect(desktopArguments(argv, true)).toEqual(['--port', '7071']);
  });
});
