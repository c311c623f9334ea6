import { AppError } from '../../../contract/app-error.ts';

/** Told of a row that was left out of a list because it cannot be read. */
export type OnUnreadable = (error: AppError<'RECORD_UNREADABLE'>) => void;

/** The mapped row, or null when it cannot be read: one damaged row must not take a whole list with it. */
export function readable<Raw, Row>(raw: Raw, map: (raw: Raw) => Row, onUnreadable: OnUnreadable): Row | null {
  try {
    return map(raw);
  } catch (error) {
    if (isUnreadable(error)) {
      onUnreadable(error);
      return null;
    }
    throw error;
  }
}

export function isUnreadable(error: unknown): error is AppError<'RECORD_UNREADABLE'> {
  return error instanceof AppError && error.code === 'RECORD_UNREADABLE';
}
