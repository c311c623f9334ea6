import { describe, expect, it } from 'vitest';
import type { Domain } from '../../../contract/domains.ts';
import { domainErrors, draftOf, toInput } from './domain-draft.ts';

const guarded = {
  hostName: 'shop.example.com',
  pathPrefix: '/shop',
  stripPrefix: true,
  redirectTo: null,
  authUser: 'ada',
  tls: 'auto',
} as Domain;

describe('a domain as it is entered', () => {
  it('begins empty, with a certificate', () => {
    const draft = { ...draftOf(null), hostName: ' shop.example.com ' };
    expect(domainErrors(draftOf(null), '', null)).toEqual({ hostName: 'Enter a name.' });
    expect(domainErrors(draft, '', null)).toEqual({});
    expect(toInput(draft, '', null)).toEqual({
      hostName: 'shop.example.com',
      pathPrefix: '/',
      stripPrefix: false,
      redirectTo: null,
      tls: 'auto',
      auth: null,
    });
  });

  it('keeps a password that is not entered again, for the same user only', () => {
    const draft = draftOf(guarded);
    expect(domainErrors(draft, '', guarded)).toEqual({});
    expect(toInput(draft, '', guarded)).not.toHaveProperty('auth');
    expect(toInput(draft, 'correct horse', guarded)).toMatchObject({
      auth: { user: 'ada', password: 'correct horse' },
    });
    expect(domainErrors({ ...draft, authUser: 'bob' }, '', guarded)).toEqual({ password: 'At least 8 characters.' });
    expect(toInput({ ...draft, hasAuth: false }, '', guarded)).toMatchObject({ auth: null });
  });

  it('leaves no path out where there is none', () => {
    expect(toInput({ ...draftOf(guarded), pathPrefix: '' }, '', guarded)).toMatchObject({
      pathPrefix: '/',
      stripPrefix: false,
    });
  });
});
