// Names, slugs and subdomains: one place for what they may be.
import { AppError } from '../../../contract/app-error.ts';

/** A DNS label (RFC 1123) is at most 63 characters; ours leaves room for the ids in `minipaas-{slug}-{deployment}`. */
const MAX_SLUG = 40;

/** Subdomains that would shadow something of the machine or of miniPaaS itself. */
const RESERVED = new Set(['localhost', 'minipaas', 'traefik', 'www']);

/** Lower-case letters, digits and single dashes, made from any name; `app` where nothing is left. */
export function slugify(name: string): string {
  const slug = name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, MAX_SLUG)
    .replace(/-+$/, '');
  return slug === '' ? 'app' : slug;
}

/** The first of `slug`, `slug-2`, `slug-3` … that is free. */
export function firstFree(slug: string, isTaken: (candidate: string) => boolean): string {
  if (!isTaken(slug)) {
    return slug;
  }
  for (let n = 2; ; n++) {
    const suffix = `-${n}`;
    const candidate = `${slug.slice(0, MAX_SLUG - suffix.length).replace(/-+$/, '')}${suffix}`;
    if (!isTaken(candidate)) {
      return candidate;
    }
  }
}

/** Returns the subdomain in lower case, or throws VALIDATION_FAILED with what is wrong about it. */
export function checkSubdomain(text: string): string {
  const subdomain = text.trim().toLowerCase();
  const problem = subdomainProblem(subdomain);
  if (problem !== null) {
    throw new AppError('VALIDATION_FAILED', { field: 'subdomain', problem }, { field: 'subdomain' });
  }
  return subdomain;
}

function subdomainProblem(subdomain: string): string | null {
  if (subdomain === '') {
    return 'a subdomain cannot be empty';
  }
  if (subdomain.length > 63) {
    return 'a subdomain has at most 63 characters';
  }
  if (!/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(subdomain)) {
    return 'a subdomain is letters, digits and dashes, with no dash at either end';
  }
  return RESERVED.has(subdomain) ? `"${subdomain}" is reserved` : null;
}

/** Returns the trimmed name, or throws VALIDATION_FAILED. */
export function checkName(text: string): string {
  const name = text.trim();
  const problem =
    name === ''
      ? 'a name cannot be empty'
      : name.length > 100
        ? 'a name has at most 100 characters'
        : /\p{Cc}/u.test(name)
          ? 'a name has no control characters'
          : null;
  if (problem !== null) {
    throw new AppError('VALIDATION_FAILED', { field: 'name', problem }, { field: 'name' });
  }
  return name;
}
