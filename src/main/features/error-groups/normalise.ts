// Takes out of a text what is different each time: two messages that differ in an id only are one.

const rules: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<uuid>'],
  [/\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?/g, '<time>'],
  [/\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>)\]]+/gi, '<url>'],
  [/\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b/g, '<email>'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '<token>'],
  [/\b(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?\b/g, '<address>'],
  [/(?:\[?(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{1,4}\]?)(?::\d+)?/gi, '<address>'],
  [/0x[0-9a-f]+/gi, '<hex>'],
  // Absolute paths of two parts and more; what follows a colon or a comma is a line.
  [/(?<![\w<>])(?:[A-Z]:)?(?:[/\\][\w.@+~-]+){2,}(?::\d+(?::\d+)?)?/g, '<path>'],
  // Letters and digits mixed, longer than a name: hashes, keys, ids of containers.
  [/\b(?=[0-9a-z]*\d)(?=[0-9a-z]*[a-z])[0-9a-z]{12,}\b/gi, '<id>'],
  [/\b[0-9a-f]{7,}\b/gi, '<hex>'],
  [/\d+(?:[.,]\d+)*/g, '<n>'],
];

const MAX_CHARACTERS = 400;

export function normalise(text: string): string {
  let result = text.slice(0, MAX_CHARACTERS * 2);
  for (const [pattern, mark] of rules) {
    result = result.replace(pattern, mark);
  }
  return result.replace(/\s+/g, ' ').trim().slice(0, MAX_CHARACTERS);
}
