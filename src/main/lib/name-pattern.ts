/** What a person types to find a name: a part of it, case ignored; `*` and `?` stand for any characters and any one. */
export function namePattern(text: string): RegExp {
  const parts = Array.from(text, (character) =>
    character === '*' ? '.*' : character === '?' ? '.' : character.replace(/[.*+?^${}()|[\]\\/]/, '\\$&'),
  );
  return new RegExp(parts.join(''), 'is');
}
