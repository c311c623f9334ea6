import { describe, expect, it } from 'vitest';
import { createKnownSecrets } from './known-secrets.ts';

describe('what the process knows', () => {
  it('is taken out of any text, in every form, from when it was learnt on', () => {
    const known = createKnownSecrets();
    expect(known.mask('of s3cr3t-one')).toBe('of s3cr3t-one');
    known.learn(['s3cr3t-one'], 'variable');
    known.learn(['pa"ss two'], 'installation');
    const base64 = Buffer.from('user:s3cr3t-one').toString('base64');
    expect(known.mask(`a s3cr3t-one b ${JSON.stringify('pa"ss two')} c\npa%22ss%20two`)).toBe('a *** b "***" c\n***');
    expect(known.mask(`Basic ${base64}`)).not.toContain(base64.slice(8, -2));
  });

  it('keeps old values, and leaves short ones alone', () => {
    const known = createKnownSecrets();
    known.learn(['first-value', '8080', '  ab  '], 'variable');
    known.learn(['second-value'], 'variable');
    expect(known.mask('first-value second-value 8080 ab')).toBe('*** *** 8080 ab');
  });

  it('tells which are of the installation', () => {
    const known = createKnownSecrets();
    known.learn(['of-a-project'], 'variable');
    expect(known.shared.version()).toBe(0);
    known.learn(['of-the-host', 'of-the-host'], 'installation');
    expect(known.shared.version()).toBe(1);
    expect(known.shared.values()).toEqual(['of-the-host']);
  });

  it('takes many', () => {
    const known = createKnownSecrets();
    for (let project = 0; project < 500; project += 1) {
      known.learn([`value-${project}-of-project`], 'variable');
    }
    expect(known.mask('x value-499-of-project y')).toBe('x *** y');
  });
});
