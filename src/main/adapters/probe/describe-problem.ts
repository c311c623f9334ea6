/** The end of a sentence for a person. */
export function describeProblem(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  const { code } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ECONNREFUSED':
      return 'the connection was refused';
    case 'ECONNRESET':
      // Of Node's "socket hang up" as well.
      return 'the connection was closed at once';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'the address cannot be reached';
    default:
      return error.message;
  }
}
