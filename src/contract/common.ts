import { z } from 'zod';

/** ISO 8601 in UTC, as `new Date().toISOString()` writes it: strings, so that every transport carries the same value. */
export const isoTime = z.iso.datetime();

/** A page of a long list. `cursor` is opaque to clients. */
export const pageInput = z.object({
  limit: z.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
});
