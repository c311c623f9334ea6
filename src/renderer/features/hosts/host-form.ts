import type { HostDraft, HostFieldErrors } from './host-draft.ts';

/** What the fields of a host need of whoever keeps what is typed. */
export interface HostForm {
  readonly draft: HostDraft;
  readonly errors: HostFieldErrors;
  readonly change: (part: Partial<HostDraft>) => void;
  /** What was answered to what was typed before no longer counts. */
  readonly forget: () => void;
}
