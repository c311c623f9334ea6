// The query of a request as text of any bytes: names of files need not be UTF-8, which the usual parsers make of everything.
import { AppError } from '../../../contract/app-error.ts';
import { textOfUrl } from '../../lib/byte-text.ts';

/** All values of each name, in order. Throws VALIDATION_FAILED. */
export function rawQuery(url: string): ReadonlyMap<string, readonly string[]> {
  const start = url.indexOf('?');
  const query = new Map<string, string[]>();
  for (const part of start === -1 ? [] : url.slice(start + 1).split('&')) {
    if (part !== '') {
      const equals = part.indexOf('=');
      const name = decode(equals === -1 ? part : part.slice(0, equals), 'query');
      const value = equals === -1 ? '' : decode(part.slice(equals + 1), name);
      query.set(name, [...(query.get(name) ?? []), value]);
    }
  }
  return query;
}

function decode(text: string, field: string): string {
  const value = textOfUrl(text, { isQuery: true });
  if (value === null) {
    throw new AppError('VALIDATION_FAILED', { field, problem: 'holds a % without two digits' }, { field });
  }
  return value;
}
