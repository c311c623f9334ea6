// Transfers between volumes and the disk of the machine that miniPaaS runs on.
import { entry } from './entry.ts';

export const transferErrors = {
  LOCAL_PATH_NOT_GIVEN: entry<{ path: string }>({
    status: 403,
    message: ({ path }) => `Nobody gave "${path}" to miniPaaS.`,
    hint: () => 'Drop it on the window, or choose it in the dialog: other files of this machine are not touched.',
  }),
  LOCAL_FILE_UNREADABLE: entry<{ path: string; problem: string }>({
    status: 422,
    message: ({ path, problem }) => `"${path}" cannot be read: ${problem}.`,
    hint: () => 'See whether it is still there and whether you may read it, then retry.',
  }),
  LOCAL_FILE_CHANGED: entry<{ path: string }>({
    status: 409,
    message: ({ path }) => `"${path}" changed while it was read.`,
    hint: () => 'Retry when nothing writes to it.',
  }),
  LOCAL_FOLDER_UNWRITABLE: entry<{ path: string; problem: string }>({
    status: 422,
    message: ({ path, problem }) => `"${path}" cannot be written: ${problem}.`,
    hint: () => 'Choose another folder, or see whether you may write there, then retry.',
  }),
  TRANSFER_UNDER_WAY: entry({
    status: 409,
    message: () => 'The transfer is still under way.',
    hint: () => 'Cancel it first.',
  }),
} as const;
