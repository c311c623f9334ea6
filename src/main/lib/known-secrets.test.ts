import { describe, expect, it } from 'vitest';
import { createKnownSecrets } from './known-secrets.ts';

describe('what the process knows', () => {
  it('is taken out of any text, in every form, from when it was learnt on', () => {
    const known = createKnownSecrets();
    expect(known.mask('of s3cr3t-one')).toBe('of s3cr3t-one');
    known.learn(['s3cr3t-one'], 'project 1');
    known.learn(['pa"ss two'], 'installation');
    const base64 = Buffer.from('user:s3cr3t-one').toString('base64');
    expect(known.mask(`a s3cr3t-one b ${JSON.stringify('pa"ss two')} c\npa%22ss%20two`)).toBe('a *** b "***" c\n***');
    expect(known.mask(`Basic ${base64}`)).not.toContain(base64.slice(8, -2));
  });

  it('keeps old values, and leaves short ones alone', () => {
    const known = createKnownSecrets();
    known.learn(['first-value', '8080', '  ab  '], 'project 1');
    known.learn(['second-value'], 'project 1');
    expect(known.mask('first-value second-value 8080 ab')).toBe('*** *** 8080 ab');
  });

  it('tells those of some groups, also what comes later', () => {
    const known = createKnownSecrets();
    const some = known.of(['installation', 'project 2']);
    known.learn(['of-a-project'], 'project 1');
    expect(some.version()).toBe(0);
    known.learn(['of-the-host', 'of-the-host'], 'installation');
    known.learn(['of-project-two'], 'project 2');
    expect(some.version()).toBe(2);
    expect(some.values()).toEqual(['of-the-host', 'of-project-two']);
  });

  it('takes many', () => {
    const known = createKnownSecrets();
    for (let project = 0; project < 500; project += 1) {
      known.learn([`value-${project}-of-project`], `project ${project}`);
    }
    expect(known.mask('x value-499-of-project y')).toBe('x *** y');
  });
});
