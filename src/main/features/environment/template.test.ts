import { describe, expect, it } from 'vitest';
import { envTemplateId, envTemplates } from '../../../contract/env-templates.ts';
import { envKey } from '../../../contract/environment.ts';
import { generateSecret } from './generate-secret.ts';
import { fillTemplate, templateOf } from './template.ts';

const fill = (id: Parameters<typeof templateOf>[0], given: Record<string, string>) =>
  Object.fromEntries(fillTemplate(templateOf(id), given, generateSecret).map(({ key, value }) => [key, value]));

describe('templates', () => {
  it('are whole: each has its entry, and uses each of its inputs', () => {
    expect(envTemplates.map(({ id }) => id)).toEqual(envTemplateId.options);
    for (const { id, inputs, variables } of envTemplates) {
      const used = variables.flatMap(({ value }) => [...value.matchAll(/\{(\w+)/g)].map(([, name]) => name));
      expect(new Set(used), id).toEqual(new Set(inputs.map(({ name }) => name)));
      expect(
        variables.every(({ key }) => envKey.safeParse(key).success),
        id,
      ).toBe(true);
    }
  });

  it('make an address of its parts, each written as an address needs it', () => {
    expect(fill('postgresql', { host: ' db.example ', password: 'p@ss/w:rd ' })).toEqual({
      DATABASE_URL: 'postgresql://app:p%40ss%2Fw%3Ard%20@db.example:5432/app',
    });
    expect(fill('redis', { host: 'cache' })).toEqual({ REDIS_URL: 'redis://cache:6379/0' });
    expect(fill('redis', { host: 'cache', password: 'p' })).toEqual({ REDIS_URL: 'redis://:p@cache:6379/0' });
  });

  it('leave out what is optional and not given', () => {
    expect(fill('smtp', { host: 'mail.example' })).toEqual({ SMTP_HOST: 'mail.example', SMTP_PORT: '587' });
  });

  it('say which input is missing or unknown', () => {
    expect(() => fill('mysql', { host: ' ' })).toThrow(expect.objectContaining({ field: 'host' }));
    expect(() => fill('rails', { keys: 'x' })).toThrow(expect.objectContaining({ field: 'keys' }));
  });

  it('generate the keys that frameworks accept, each time another one', () => {
    expect(fill('rails', {})['SECRET_KEY_BASE']).toMatch(/^[0-9a-f]{128}$/);
    expect(fill('laravel', {})['APP_KEY']).toMatch(/^base64:[A-Za-z0-9+/]{43}=$/);
    const auth = fill('nextauth', {});
    expect(auth['NEXTAUTH_SECRET']).toMatch(/^[A-Za-z0-9+/]{43}=$/);
    expect(auth['AUTH_SECRET']).toBe(auth['NEXTAUTH_SECRET']);
    expect(fill('django', {})['SECRET_KEY']).toMatch(/^[a-z0-9!@#$%^&*(\-_=+)]{50}$/);
    expect(fill('session', {})['SESSION_SECRET']).toMatch(/^[0-9a-f]{64}$/);
    expect(fill('rails', {})).not.toEqual(fill('rails', {}));
    expect(fill('rails', { key: 'mine' })['SECRET_KEY_BASE']).toBe('mine');
  });
});
