// The registry behind an image's name, and behind the names that engines use for Docker Hub. Pure.

/** Docker Hub as people write it. */
export const DOCKER_HUB = 'docker.io';

const hubNames = new Set([DOCKER_HUB, 'index.docker.io', 'registry-1.docker.io', 'registry.hub.docker.com']);

/** `reference`: an image's name, or an engine's word for a registry (`registry.example.com:5000`, `https://index.docker.io/v1/`). */
export function registryOf(reference: string): string {
  const plain = reference.toLowerCase().replace(/^https?:\/\//, '');
  const host = plain.split('/', 1)[0] ?? '';
  return hubNames.has(host) ? DOCKER_HUB : host;
}

/** Docker takes the first part of a name for a registry when it looks like a host. */
export function registryOfImage(reference: string): string {
  const [first = '', ...others] = reference.split('/');
  const isHost = others.length > 0 && (first.includes('.') || first.includes(':') || first === 'localhost');
  return isHost ? registryOf(first) : DOCKER_HUB;
}
