import { describe, expect, it } from 'vitest';
import { DisconnectedError, toProblem } from './problem.ts';

describe('toProblem', () => {
  it('reads code, message, hint and field of an error of the control plane', () => {
    const error = Object.assign(new Error('The name "shop" is already taken.'), {
      code: 'NAME_TAKEN',
      data: { hint: 'Choose another name.', field: 'name' },
    });
    expect(toProblem(error)).toEqual({
      code: 'NAME_TAKEN',
      message: 'The name "shop" is already taken.',
      hint: 'Choose another name.',
      field: 'name',
    });
  });

  it('reads an error body as it stands in a host or a REST answer', () => {
    expect(toProblem({ code: 'DOCKER_TOO_OLD', message: 'Too old.', hint: 'Update Docker.' })).toEqual({
      code: 'DOCKER_TOO_OLD',
      message: 'Too old.',
      hint: 'Update Docker.',
    });
  });

  it('carries what a program needs of an error, where that is text', () => {
    const details = { fingerprint: 'SHA256:abc', keyType: 'ssh-ed25519' };
    const thrown = { code: 'HOST_KEY_UNKNOWN', message: 'Not known.', data: { hint: 'Compare it.', details } };
    expect(toProblem(thrown).details).toEqual(details);
    expect(toProblem({ ...thrown, data: { hint: '', details: { fingerprint: 4 } } }).details).toBeUndefined();
  });

  it('says that nobody answers', () => {
    expect(toProblem(new DisconnectedError()).code).toBe('DISCONNECTED');
  });

  it('shows something with a next step whatever was thrown', () => {
    for (const thrown of [undefined, null, 'text', 4, {}, Object.assign(new Error('x'), { message: '' })]) {
      expect(toProblem(thrown)).toMatchObject({ code: 'INTERNAL', hint: expect.stringContaining('Reload') });
    }
    expect(toProblem(new Error('boom')).message).toBe('boom');
  });
});
