// What a person reads when the control plane cannot start: there is no window yet that could say it.
import { toErrorBody } from '../../contract/app-error.ts';

export function startFailure(error: unknown): { readonly title: string; readonly content: string } {
  const { code, message, hint } = toErrorBody(error);
  // An unexpected error has no sentence of its own; its text is all that can be searched for.
  const detail = code === 'INTERNAL' && error instanceof Error ? `\n\n${error.message}` : '';
  return { title: 'miniPaaS cannot start', content: `${message}\n\n${hint}${detail}` };
}
