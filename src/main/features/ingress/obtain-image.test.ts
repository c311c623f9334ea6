import { describe, expect, it } from 'vitest';
import { AppError } from '../../../contract/app-error.ts';
import { obtainImage } from './obtain-image.ts';

const images = { traefik: 'traefik:v3', caddy: 'caddy:2' };
const signal = new AbortController().signal;

/** An engine that has some images, and a registry that has some. */
function engine(here: readonly string[], there: readonly string[]) {
  const pulled: string[] = [];
  return {
    pulled,
    hasImage: async (reference: string) => here.includes(reference),
    async pullImage(reference: string) {
      pulled.push(reference);
      if (!there.includes(reference)) {
        throw new AppError('REGISTRY_UNREACHABLE', { image: reference, problem: 'no such host' });
      }
    },
  };
}

describe('the image of an ingress', () => {
  it('is the wanted one where the host has it, without a registry', async () => {
    const both = engine(['traefik:v3', 'caddy:2'], []);
    expect(await obtainImage(both, ['traefik', 'caddy'], images, signal)).toEqual({
      program: 'traefik',
      image: 'traefik:v3',
      note: null,
    });
    expect(both.pulled).toEqual([]);
  });

  it('is the newest one of its registry where it is to be upgraded, and the one that is here where there is none', async () => {
    const upgraded = engine(['traefik:v3'], ['traefik:v3']);
    expect(await obtainImage(upgraded, ['traefik', 'caddy'], images, signal, true)).toMatchObject({ note: null });
    expect(upgraded.pulled).toEqual(['traefik:v3']);
    const alone = engine(['traefik:v3'], []);
    expect(await obtainImage(alone, ['traefik', 'caddy'], images, signal, true)).toMatchObject({ image: 'traefik:v3' });
    expect(alone.pulled).toEqual(['traefik:v3']);
    const ended = AbortSignal.abort(new Error('miniPaaS ends'));
    await expect(obtainImage(alone, ['traefik'], images, ended, true)).rejects.toThrow('miniPaaS ends');
  });

  it('is the wanted one from its registry before the other one of the host', async () => {
    const found = await obtainImage(engine(['caddy:2'], ['traefik:v3']), ['traefik', 'caddy'], images, signal);
    expect(found).toMatchObject({ program: 'traefik', note: null });
  });

  it('is the other one where the wanted one cannot be had, and says so', async () => {
    const found = await obtainImage(engine(['caddy:2'], []), ['traefik', 'caddy'], images, signal);
    expect(found).toMatchObject({ program: 'caddy', image: 'caddy:2' });
    expect(found.note).toBe(
      'traefik:v3 could not be had (The registry of traefik:v3 cannot be reached: no such host), so caddy:2 is used instead.',
    );
  });

  it('is none, with the reason of the wanted one', async () => {
    const failed = obtainImage(engine([], []), ['traefik', 'caddy'], images, signal);
    await expect(failed).rejects.toMatchObject({
      code: 'INGRESS_IMAGE_UNAVAILABLE',
      message: expect.stringContaining('traefik:v3, caddy:2'),
      hint: expect.stringContaining('docker save'),
    });
  });

  it('is not looked for elsewhere when the disk is full', async () => {
    const full = {
      ...engine([], []),
      pullImage: async () => Promise.reject(new AppError('DISK_FULL', { where: 'x' })),
    };
    await expect(obtainImage(full, ['traefik', 'caddy'], images, signal)).rejects.toMatchObject({ code: 'DISK_FULL' });
  });
});
