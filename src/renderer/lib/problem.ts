/** What may be shown of a failure: what happened and what to do next. The shape of the contract's error body. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  /** The input that must be changed, where there is one. */
  readonly field?: string | undefined;
  /** By name, what a program needs of it: `fingerprint` of HOST_KEY_UNKNOWN. */
  readonly details?: Readonly<Record<string, string>> | undefined;
}

/** The control plane cannot be asked: nothing is known to have happened. */
export class DisconnectedError extends Error {
  override readonly name = 'DisconnectedError';
}

const disconnected: Problem = {
  code: 'DISCONNECTED',
  message: 'miniPaaS does not answer.',
  hint: 'The dashboard connects again by itself. If this stays, see whether miniPaaS still runs.',
};

const unknown: Problem = {
  code: 'INTERNAL',
  message: 'Something went wrong inside the dashboard.',
  hint: 'Reload the page. If it happens again, please report it.',
};

/** Reads whatever was thrown. Errors of the control plane carry `code`, `message` and `data: { hint, field?, details? }`. */
export function toProblem(error: unknown): Problem {
  if (error instanceof DisconnectedError) return disconnected;
  if (!isRecord(error) || typeof error['code'] !== 'string') {
    return error instanceof Error && error.message !== '' ? { ...unknown, message: error.message } : unknown;
  }
  const data = isRecord(error['data']) ? error['data'] : {};
  const hint = data['hint'] ?? error['hint'];
  const field = data['field'] ?? error['field'];
  const details = data['details'] ?? error['details'];
  const body: Problem = {
    code: error['code'],
    message: typeof error['message'] === 'string' && error['message'] !== '' ? error['message'] : unknown.message,
    hint: typeof hint === 'string' ? hint : '',
    ...(isTexts(details) ? { details } : {}),
  };
  return typeof field === 'string' ? { ...body, field } : body;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isTexts(value: unknown): value is Record<string, string> {
  return isRecord(value) && Object.values(value).every((item) => typeof item === 'string');
}
