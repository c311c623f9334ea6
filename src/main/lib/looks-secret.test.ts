import { expect, it } from 'vitest';
import { looksSecret } from './looks-secret.ts';

it.each(['DB_PASSWORD', 'STRIPE_SECRET_KEY', 'githubToken', 'API_KEY', 'DATABASE_URL', 'REDIS_URL', 'SENTRY_DSN'])(
  '%s looks secret',
  (key) => {
    expect(looksSecret(key)).toBe(true);
  },
);

it.each(['PORT', 'NODE_ENV', 'PUBLIC_URL', 'VITE_API_KEY', 'MAX_TOKENS', 'SSH_PUBLIC_KEY', 'GREETING'])(
  '%s does not',
  (key) => {
    expect(looksSecret(key)).toBe(false);
  },
);
