import { describe, expect, it } from 'vitest';
import { isSensitiveKey, secretsIn, secretsOfEntry } from './sensitive-keys.ts';

describe('names of secrets', () => {
  it.each([
    'password',
    'DB_PASSWORD',
    'sshPassphrase',
    'apiToken',
    'token',
    'Authorization',
    'set-cookie',
    'privateKey',
    'private_key',
    'apiKey',
    'secretAccessKey',
    'clientSecret',
    'value',
  ])('%s is one', (key) => expect(isSensitiveKey(key)).toBe(true));
  it.each([
    'privateKeyPath',
    'accessKeyId',
    'tokenFile',
    'secretName',
    'passphraseFile',
    'projectId',
    'key',
    'author',
    'values',
  ])('%s is none', (key) => expect(isSensitiveKey(key)).toBe(false));

  it('finds the texts of such fields at any depth, and no others', () => {
    const body = {
      name: 'shop',
      credential: { kind: 'token', username: 'me', token: 'tok-1' },
      ssh: [{ password: 'pw-1', passphrase: null, hasPassword: true }],
      variables: [{ key: 'PORT', value: '3000' }],
    };
    expect(secretsIn(body)).toEqual(['tok-1', 'pw-1']);
    expect(secretsIn('text')).toEqual([]);
  });

  it('takes an entry of the keychain as it is, or the secrets in its JSON', () => {
    expect(secretsOfEntry('s3-secret')).toEqual(['s3-secret']);
    expect(secretsOfEntry('12345678')).toEqual(['12345678']);
    expect(secretsOfEntry('{"kind":"sshKey","privateKey":"KEY","privateKeyPath":"/k"}')).toEqual(['KEY']);
  });
});
