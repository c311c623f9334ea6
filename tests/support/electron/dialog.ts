/// <reference types="electron" />
import { recorded } from './observed.ts';
import { strict } from './strict.ts';

const answers: unknown[] = [];
const waiting: ((answer: unknown) => void)[] = [];

/** What the person answers in the dialog that is open, or in the next one. */
export function answerDialog(answer: unknown): void {
  const next = waiting.shift();
  if (next === undefined) answers.push(answer);
  else next(answer);
}

function ask<Answer>(kind: string): (...args: readonly unknown[]) => Promise<Answer> {
  return (...args) => {
    recorded((into) => into.dialogs.push({ kind, options: args.at(-1) as Record<string, unknown> }));
    if (answers.length > 0) return Promise.resolve(answers.shift() as Answer);
    return new Promise((resolve) => waiting.push(resolve as (answer: unknown) => void));
  };
}

export const dialog = strict(
  {
    showOpenDialog: ask<Electron.OpenDialogReturnValue>('showOpenDialog'),
    showMessageBox: ask<Electron.MessageBoxReturnValue>('showMessageBox'),
    showErrorBox: (title: string, content: string): void => {
      recorded((into) => into.dialogs.push({ kind: 'showErrorBox', options: { title, content } }));
    },
  } satisfies Partial<Electron.Dialog>,
  'dialog',
);
