/** Line breaks, other controls, and marks that turn the direction of writing, with which a name can look like another one. */
const hidden = /[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** A file name as it can be drawn: what has no shape gets one, and nothing in it can rearrange the rest. */
export function shownName(name: string): string {
  return name.toWellFormed().replaceAll(hidden, (letter) => {
    const code = letter.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '␡' : `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
  });
}
