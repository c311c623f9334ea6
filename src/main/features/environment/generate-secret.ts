// Keys for applications, from the random numbers of the operating system.
import { randomBytes, randomInt } from 'node:crypto';
import { assertNever } from '../../../contract/assert-never.ts';
import type { GeneratedSecret } from '../../../contract/env-templates.ts';

/** https://github.com/django/django/blob/main/django/core/management/utils.py */
const djangoAlphabet = 'abcdefghijklmnopqrstuvwxyz0123456789!@#$%^&*(-_=+)';

export function generateSecret(kind: GeneratedSecret): string {
  switch (kind) {
    case 'hex32':
      return randomBytes(32).toString('hex');
    case 'hex64':
      return randomBytes(64).toString('hex');
    case 'base64':
      return randomBytes(32).toString('base64');
    case 'laravel':
      return `base64:${randomBytes(32).toString('base64')}`;
    case 'django':
      return Array.from({ length: 50 }, () => djangoAlphabet[randomInt(djangoAlphabet.length)]).join('');
    default:
      return assertNever(kind);
  }
}
