import { describe, expect, it } from 'vitest';
import type { DeploymentId } from '../../../contract/ids.ts';
import { createKnownSecrets } from '../../lib/known-secrets.ts';
import { createProtections } from './protections.ts';

const id = 1 as DeploymentId;
const other = 2 as DeploymentId;
const groups = ['installation', 'project 1'] as const;
const out = (text: string) => [{ stream: 'stdout', text }];

describe('the secrets of a log', () => {
  it('are those of its deployment, its project and of the installation, not of other projects', () => {
    const known = createKnownSecrets();
    const { maskerOf, protect } = createProtections(() => known.of(groups));
    protect(id, ['of-shop-one']);
    protect(other, ['of-blog-two']);
    known.learn(['of-the-registry'], 'installation');
    known.learn(['of-a-third-project'], 'project 3');
    known.learn(['of-before'], 'project 1');
    const said = out('of-shop-one of-blog-two of-the-registry of-a-third-project of-before');
    expect(maskerOf(id, 'build').maskLines(said)[0]?.text).toBe('*** of-blog-two *** of-a-third-project ***');
  });

  it('are masked from the next line on when they come or change, old values too, also where half was written', () => {
    const known = createKnownSecrets();
    const { maskerOf, protect } = createProtections(() => known.of(groups));
    const say = (text: string): string => maskerOf(id, 'runtime').maskLines(out(text))[0]?.text ?? '';
    protect(id, ['first-value']);
    expect(say('first-value second-value')).toBe('*** second-value');
    expect(say('and second-')).toBe('and second-');
    protect(id, ['second-value']);
    expect(say('value, first-value')).toBe('***, ***');
    known.learn(['host-passphrase'], 'installation');
    expect(say('host-passphrase')).toBe('***');
  });

  it('stay masked in messages after the log is complete, until the deployment is forgotten', () => {
    const { maskerOf, protect, mask, complete, forget } = createProtections(() => createKnownSecrets().of(groups));
    protect(id, ['of-shop-one']);
    maskerOf(id, 'build').maskLines(out('x'));
    complete(id, 'build');
    expect(mask(id, 'exit 1: of-shop-one')).toBe('exit 1: ***');
    forget(id);
    expect(mask(id, 'of-shop-one')).toBe('of-shop-one');
  });
});
