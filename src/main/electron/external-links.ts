// What may be handed to the system's browser: everything else could start a program on this machine.

/** The address to open, or null when it is refused: only http(s), and no user name or password in it. */
export function externalAddress(address: string): string | null {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return null;
  if (url.hostname === '' || url.username !== '' || url.password !== '') return null;
  return url.href;
}
