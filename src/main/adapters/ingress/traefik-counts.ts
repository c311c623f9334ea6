// Traefik counts by itself, from its start on: what was answered since the last time is the difference.
import { z } from 'zod';
import type { RequestClass, RequestCounts } from '../../features/ingress/ports.ts';
import { isClass, noRequests } from './caddy-counts.ts';

const totals = z.record(z.string(), z.number());

export function readTraefikCounts(output: string, state: string | null): RequestCounts {
  const now = readTotals(output);
  const before = state === null ? now : readState(state);
  const counts = new Map<string, Record<RequestClass, number>>();
  for (const [key, total] of Object.entries(now)) {
    const [slug = '', kind = ''] = key.split(' ');
    const last = before[key] ?? 0;
    // Less than before: it was started anew.
    const added = total >= last ? total - last : total;
    if (isClass(kind) && added > 0) {
      const known = counts.get(slug) ?? noRequests();
      known[kind] += added;
      counts.set(slug, known);
    }
  }
  return { counts, state: JSON.stringify(now) };
}

/** `SLUG CLASS` → requests since Traefik's start. */
function readTotals(output: string): Record<string, number> {
  const found: Record<string, number> = {};
  for (const line of output.split('\n')) {
    const [, labels = '', value = ''] = /^traefik_service_requests_total\{(.*)\} (\S+)$/.exec(line) ?? [];
    const slug = /(?:^|,)service="([^"@]+)@file"/.exec(labels)?.[1];
    const code = /(?:^|,)code="(\d)\d\d"/.exec(labels)?.[1];
    if (slug !== undefined && code !== undefined) {
      const key = `${slug} ${code}xx`;
      found[key] = (found[key] ?? 0) + Number(value);
    }
  }
  return found;
}

function readState(state: string): Record<string, number> {
  try {
    return totals.parse(JSON.parse(state));
  } catch {
    // Of the other program, before this one was installed.
    return {};
  }
}
