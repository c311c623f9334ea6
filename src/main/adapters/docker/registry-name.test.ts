import { describe, expect, it } from 'vitest';
import { registryOf, registryOfImage } from './registry-name.ts';

describe('the registry', () => {
  it.each([
    ['nginx', 'docker.io'],
    ['library/nginx:1', 'docker.io'],
    ['index.docker.io/me/app', 'docker.io'],
    ['ghcr.io/me/app:1', 'ghcr.io'],
    ['localhost/app', 'localhost'],
    ['Registry.example.com:5000/app@sha256:0', 'registry.example.com:5000'],
  ])('of the image %s is %s', (image, registry) => {
    expect(registryOfImage(image)).toBe(registry);
  });

  it.each([
    ['registry-1.docker.io', 'docker.io'],
    ['https://index.docker.io/v1/', 'docker.io'],
    ['https://GHCR.io', 'ghcr.io'],
    ['127.0.0.1:5000', '127.0.0.1:5000'],
  ])('that engines call %s is %s', (name, registry) => {
    expect(registryOf(name)).toBe(registry);
  });
});
