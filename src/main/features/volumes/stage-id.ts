import { randomBytes } from 'node:crypto';
import type { StageId } from './ports/volume-files.ts';

export function newStageId(): StageId {
  // 16 of a…z and 2…7.
  return [...randomBytes(16)].map((byte) => 'abcdefghijklmnopqrstuvwxyz234567'[byte & 31]).join('') as StageId;
}
