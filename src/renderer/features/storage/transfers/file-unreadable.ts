/** A file that was dropped is gone from the disk or has changed: the browser no longer reads it. */
export class FileUnreadableError extends Error {
  override readonly name = 'FileUnreadableError';
  readonly code = 'FILE_UNREADABLE';
  readonly hint = 'It was moved, deleted or changed after it was dropped. Drop it again.';
}
