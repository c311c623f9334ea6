// The forms in which a secret shows up in output: a program prints its configuration as JSON, a URL holds a password,
// a header holds it in base64.

/** Shorter values are too common to be looked for in the output of the application they belong to. */
export const MIN_SECRET_LENGTH = 4;
/** Shorter ones are too common to be looked for in what is said of everything: `8080` would take every such port out of it. */
export const MIN_SHARED_SECRET_LENGTH = 6;
/** A line of a secret of several lines counts as a secret of its own from this length on. */
const MIN_PART_LENGTH = 16;

/** Without line ends: output is searched with its lines joined, so that a secret of several lines is found. */
export function secretForms(secret: string): readonly string[] {
  if (secret.trim().length < MIN_SECRET_LENGTH) {
    return [];
  }
  const whole = [secret, secret.trim()];
  const parts = secret
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(({ length }, _, lines) => lines.length > 1 && length >= MIN_PART_LENGTH);
  const forms = [
    ...whole.flatMap((text) => [text, ...jsonForms(text), ...urlForms(text), ...base64Forms(text)]),
    ...parts,
  ];
  const joined = forms.map((form) => form.replaceAll(/\r?\n/g, ''));
  return [...new Set(joined)].filter(({ length }) => length >= MIN_SECRET_LENGTH);
}

function jsonForms(text: string): readonly string[] {
  const json = JSON.stringify(text).slice(1, -1);
  const ascii = escaped(json, /[\u0080-\uffff]/g, 'lower');
  return [
    json,
    ascii,
    // PHP and others also escape the slash.
    json.replaceAll('/', '\\/'),
    ascii.replaceAll('/', '\\/'),
    // Go, for pages.
    escaped(json, /[<>&\u2028\u2029]/g, 'lower'),
    // .NET: all that means something in a page, and all that is not ASCII, in capitals.
    escaped(JSON.stringify(text).slice(1, -1).replaceAll('\\"', '\\u0022'), /[<>&'+`\u0080-\uffff]/g, 'upper'),
    // JSON in JSON: a log line in the log of what reads it.
    JSON.stringify(json).slice(1, -1),
  ];
}

function escaped(json: string, characters: RegExp, letters: 'lower' | 'upper'): string {
  return json.replaceAll(characters, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(4, '0');
    return `\\u${letters === 'upper' ? code.toUpperCase() : code}`;
  });
}

function urlForms(text: string): readonly string[] {
  // A lone surrogate has no URL form, and encodeURIComponent throws at it.
  const encoded = encodeURIComponent(text.toWellFormed());
  // https://url.spec.whatwg.org: form fields escape these as well, and write a space as "+".
  const strict = encoded.replaceAll(
    /[!'()~*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const forms = [encoded, strict, strict.replaceAll('%20', '+'), encodeURI(text.toWellFormed())];
  return [...forms, ...forms.map((form) => form.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()))];
}

/** Three of them: base64 depends on where in its groups of three bytes the secret begins (`user:secret`). */
function base64Forms(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  return [0, 1, 2].flatMap((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replaceAll('=', '');
    // The first and the last character may depend on the neighbours of the secret.
    const first = Math.ceil((offset * 8) / 6);
    const last = Math.floor(((offset + bytes.length) * 8) / 6);
    const sure = encoded.slice(first, last);
    return [sure, sure.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
