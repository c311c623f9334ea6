/** The one of the known names that was probably meant; undefined where none is near. */
export function nearName(known: readonly string[], written: string): string | undefined {
  return (
    known.find((name) => name.toLowerCase() === written.toLowerCase()) ?? known.find((name) => isNear(name, written))
  );
}

/** One letter too many, too few or wrong, two exchanged, or begun alike: enough for a slip. */
function isNear(name: string, written: string): boolean {
  if (lettersOf(name) === lettersOf(written)) {
    return true;
  }
  const [long, short] = name.length >= written.length ? [name, written] : [written, name];
  if (long.length - short.length > 1) {
    return short.length >= 4 && long.toLowerCase().startsWith(short.toLowerCase());
  }
  const at = short.split('').findIndex((letter, index) => letter !== long[index]);
  return at === -1 || long.slice(at + 1) === short.slice(long.length === short.length ? at + 1 : at);
}

function lettersOf(name: string): string {
  return name.split('').toSorted().join('');
}
