/** The parts of `registry:5000/name:tag` or `name@sha256:…`. A reference without either means `latest`; the engine would take it for all tags. */
export function splitReference(reference: string): { readonly name: string; readonly tag: string } {
  const at = reference.indexOf('@');
  if (at !== -1) {
    return { name: reference.slice(0, at), tag: reference.slice(at + 1) };
  }
  const colon = reference.lastIndexOf(':');
  // A colon before a slash is the registry's port.
  return colon > reference.lastIndexOf('/')
    ? { name: reference.slice(0, colon), tag: reference.slice(colon + 1) }
    : { name: reference, tag: 'latest' };
}

/** As a part of a path of the engine's API: its slashes stay. */
export function referencePath(reference: string): string {
  return reference.split('/').map(encodeURIComponent).join('/');
}
