/** A text field knows one kind of line end only; a file keeps the kind that it had. */
export function toField(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

/** `before` is the text as it was in the file. One that mixes both kinds keeps neither: most of its lines decide. */
export function fromField(typed: string, before: string): string {
  const windows = before.split('\r\n').length - 1;
  const all = before.split('\n').length - 1;
  return windows > all / 2 ? typed.replaceAll('\n', '\r\n') : typed;
}
