const CSRF_HEADER = 'x-csrf-token';

/** Ends the browser's session. The token that proves that our own page asks comes with the session. */
export async function logOut(): Promise<void> {
  const session = await fetch('/api/session', { headers: { accept: 'application/json' } });
  if (session.status !== 401) {
    const token = session.headers.get(CSRF_HEADER);
    const answer = await fetch('/auth/logout', {
      method: 'POST',
      headers: token === null ? {} : { [CSRF_HEADER]: token },
    });
    if (!answer.ok && answer.status !== 401) throw await answer.json();
  }
  location.assign('/');
}
