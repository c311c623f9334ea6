// The `.env` format, written so that this program and the dotenv package read back the very same values.

export interface WrittenVariable {
  readonly key: string;
  readonly value: string;
}

export interface WrittenText {
  readonly text: string;
  /** Names of those whose value the format cannot express: it has no escape for a quote or a backslash. */
  readonly unwritable: readonly string[];
}

/** A variable that cannot be written stands there as a comment with its name. */
export function writeDotenv(variables: readonly WrittenVariable[]): WrittenText {
  const unwritable: string[] = [];
  const lines = variables.map(({ key, value }) => {
    const written = writeValue(value);
    if (written === null) {
      unwritable.push(key);
      return `# ${key} has a value that this format cannot express\n`;
    }
    return `${key}=${written}\n`;
  });
  return { text: lines.join(''), unwritable };
}

/** Null for a value that no spelling gives back. */
export function writeValue(value: string): string | null {
  // What every reader, a shell included, takes as it is.
  if (/^[\w./:@%+,=-]*$/.test(value)) {
    return value;
  }
  // A backslash before the closing quote would take the quote for a part of the value.
  const canBeQuoted = !value.endsWith('\\') && !value.includes('\r');
  if (canBeQuoted && !value.includes("'")) {
    return `'${value}'`;
  }
  if (canBeQuoted && !value.includes('`')) {
    return `\`${value}\``;
  }
  if (!value.endsWith('\\') && !value.includes('"') && !/\\[nr]/.test(value)) {
    // Between these alone a carriage return can be written; a line break stays one.
    return `"${value.replaceAll('\r', '\\r')}"`;
  }
  const isWhole = value === value.trim() && !/[\r\n#]/.test(value) && !/^['"`]/.test(value);
  return isWhole ? value : null;
}
