// Which bytes of a file a request asks for (RFC 9110, 13 and 14). Pure.

export type Wanted =
  | { readonly kind: 'whole' }
  | { readonly kind: 'part'; readonly offset: number; readonly length: number }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'unsatisfiable' };

export interface Asked {
  readonly range?: string | undefined;
  readonly ifRange?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
  readonly ifModifiedSince?: string | undefined;
}

export interface FileState {
  readonly sizeBytes: number;
  /** With its quotes. */
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

/** Several parts at once are answered with the whole file, as the standard allows. */
export function wantedBytes(asked: Asked, file: FileState): Wanted {
  if (asked.ifNoneMatch !== undefined) {
    if (
      asked.ifNoneMatch.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === file.etag)
    ) {
      return { kind: 'unchanged' };
    }
  } else if (
    asked.ifModifiedSince !== undefined &&
    seconds(file.modifiedAt) <= seconds(Date.parse(asked.ifModifiedSince))
  ) {
    return { kind: 'unchanged' };
  }
  if (asked.range === undefined || !isStillThat(asked.ifRange, file)) {
    return { kind: 'whole' };
  }
  const match = /^bytes=\s*(\d*)-(\d*)\s*$/.exec(asked.range);
  if (match === null || (match[1] === '' && match[2] === '')) {
    return { kind: 'whole' };
  }
  const [first, last] = [match[1] ?? '', match[2] ?? ''];
  const offset = first === '' ? Math.max(0, file.sizeBytes - Number(last)) : Number(first);
  const end = first === '' || last === '' ? file.sizeBytes - 1 : Math.min(Number(last), file.sizeBytes - 1);
  if (first !== '' && last !== '' && Number(last) < Number(first)) {
    return { kind: 'whole' };
  }
  return offset > end ? { kind: 'unsatisfiable' } : { kind: 'part', offset, length: end - offset + 1 };
}

/** A date will do only as a strong one: ours tell seconds, in which a file may change twice. */
function isStillThat(ifRange: string | undefined, file: FileState): boolean {
  return ifRange === undefined || ifRange.trim() === file.etag;
}

function seconds(time: number): number {
  return Math.floor(time / 1000);
}
