// Counts Caddy's answers by project, in the container: what crosses to us is one line for each project and class, however many
// requests there were.
import type { RequestClass, RequestCounts } from '../../features/ingress/ports.ts';
import type { RouteTable } from '../../features/ingress/ports/routes.ts';
import { ACCESS_LOG, HOME } from './paths.ts';

export const COUNT_SCRIPT = `${HOME}/count.sh`;
export const COUNT_PROGRAM = `${HOME}/count.awk`;

/** `sh count.sh FROM`: FROM is a byte, or "end" to begin counting. The last line is the byte to go on from. */
export const countScript = `size=$(wc -c < ${ACCESS_LOG} 2>/dev/null) || size=0
from=$1
[ "$from" = end ] && from=$size
# It was rolled: what is in the new file.
[ "$from" -gt "$size" ] && from=0
if [ "$size" -gt "$from" ]; then
  tail -c +$((from + 1)) ${ACCESS_LOG} | head -c $((size - from)) | awk -f ${COUNT_PROGRAM}
fi
echo "next $size"
`;

/** Names and paths have been checked to be plain when they were entered, so that they can stand between quotes. */
export function countProgram({ routes }: Pick<RouteTable, 'routes'>): string {
  const tests = routes.map(({ hostName, pathPrefix, slug }) => {
    const onPath = pathPrefix === '/' ? '' : ` && (path == "${pathPrefix}" || index(path, "${pathPrefix}/") == 1)`;
    return `  if (host == "${hostName}"${onPath}) return "${slug}"`;
  });
  return `function project(host, path) {
${tests.join('\n')}
  return ""
}
function field(pattern, skip) {
  return match($0, pattern) ? substr($0, RSTART + skip, RLENGTH - skip - 1) : ""
}
{
  host = tolower(field("\\"host\\":\\"[^\\"]*\\"", 8))
  sub(/:[0-9]+$/, "", host)
  path = field("\\"uri\\":\\"[^\\"]*\\"", 7)
  class = field("\\"status\\":[0-9][0-9]", 9)
  slug = project(host, path)
  if (slug != "" && class >= 2 && class <= 5) count[slug " " class "xx"]++
}
END { for (key in count) print key, count[key] }
`;
}

export function readCaddyCounts(output: string, state: string | null): RequestCounts {
  const counts = new Map<string, Record<RequestClass, number>>();
  let next = state ?? 'end';
  for (const line of output.split('\n')) {
    const [slug = '', kind = '', count = ''] = line.trim().split(' ');
    if (slug === 'next' && count === '') {
      next = kind;
    } else if (isClass(kind)) {
      const known = counts.get(slug) ?? noRequests();
      known[kind] += Number(count);
      counts.set(slug, known);
    }
  }
  return { counts, state: next };
}

export const noRequests = (): Record<RequestClass, number> => ({ '2xx': 0, '3xx': 0, '4xx': 0, '5xx': 0 });

export const isClass = (text: string): text is RequestClass => /^[2-5]xx$/.test(text);
