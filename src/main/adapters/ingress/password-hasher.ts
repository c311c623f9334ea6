import { hash } from 'bcryptjs';
import type { PasswordHasher } from '../../features/ingress/ports.ts';

/** As a power of two. A program checks it in about 50 ms, once for each visitor. */
const ROUNDS = 10;

export const passwordHasher: PasswordHasher = { hash: (password) => hash(password, ROUNDS) };
