import { describe, expect, it } from 'vitest';
import { externalAddress } from './external-links.ts';

describe('externalAddress', () => {
  it.each(['https://github.com/o/r', 'http://127.0.0.1:32801/', 'http://web.localhost/a?b=c#d'])(
    'lets %s out',
    (address) => {
      expect(externalAddress(address)).toBe(address);
    },
  );

  it.each([
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,<p>',
    'smb://server/share',
    'ms-msdt:/id',
    'app://minipaas/',
    'https://user:secret@example.com/',
    'https://user@example.com/',
    'example.com',
    '',
  ])('refuses %s', (address) => {
    expect(externalAddress(address)).toBeNull();
  });
});
