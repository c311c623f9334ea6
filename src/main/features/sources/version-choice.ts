// Turns what projects write about versions into one of the versions there are images of.

/** Bounds of "major.minor" as one comparable number; both ends belong to it. */
interface Range {
  readonly low: number;
  readonly high: number;
}

const of = (major: number, minor: number) => major * 1000 + minor;
const ANY: Range = { low: 0, high: Number.POSITIVE_INFINITY };

/** How a lone number is read: Node.js `20` is all of 20.x, Python `3.11` is all of 3.11.x. */
export type Grain = 'major' | 'minor';

/**
 * The first of `known` (best first, as `24` or `3.13`) that the requirement allows; else the lowest version that the
 * requirement itself names; null when it names none.
 */
export function chooseVersion(requirement: string, known: readonly string[], grain: Grain): string | null {
  const ranges = requirement.split('||').map((part) => rangeOf(part, grain));
  const fits = known.find((version) => {
    const [major = 0, minor = 0] = version.split('.').map(Number);
    const low = of(major, minor);
    const high = grain === 'major' ? of(major, 999) : low;
    return ranges.some((range) => range.low <= high && low <= range.high);
  });
  if (fits !== undefined) return fits;
  const named = /(\d+)(?:\.(\d+))?/.exec(requirement);
  if (named?.[1] === undefined) return null;
  return grain === 'major' ? named[1] : `${named[1]}.${named[2] ?? 0}`;
}

function rangeOf(text: string, grain: Grain): Range {
  const hyphen = /^\s*v?(\d+)(?:\.(\d+))?[\d.]*\s+-\s+v?(\d+)(?:\.(\d+))?/.exec(text);
  if (hyphen !== null) {
    return {
      low: of(Number(hyphen[1]), Number(hyphen[2] ?? 0)),
      high: of(Number(hyphen[3]), Number(hyphen[4] ?? 999)),
    };
  }
  const parts = [...text.matchAll(/(>=|<=|===?|!=|~=|~>?|\^|>|<)?\s*v?(\d+)(?:\.(\d+|x|\*))?(?:\.[\dx*]+)*/g)];
  return parts.reduce((range, [, operator = '', major, minor]) => {
    const own = comparator(
      operator,
      Number(major),
      minor === undefined || /[x*]/.test(minor) ? null : Number(minor),
      grain,
    );
    return { low: Math.max(range.low, own.low), high: Math.min(range.high, own.high) };
  }, ANY);
}

function comparator(operator: string, major: number, minor: number | null, grain: Grain): Range {
  const low = of(major, minor ?? 0);
  const wholeMajor = { low, high: of(major, 999) };
  switch (operator) {
    case '>=':
      return { low, high: ANY.high };
    case '>':
      return { low: minor === null ? of(major + 1, 0) : low, high: ANY.high };
    case '<':
      return { low: 0, high: low - 1 };
    case '<=':
      return { low: 0, high: minor === null ? of(major, 999) : low };
    case '!=':
      return ANY;
    case '^':
      return wholeMajor;
    // Python's `~=3.11` allows 3.12; Node's `~20.1` and poetry's `~3.11` do not.
    case '~=':
      return wholeMajor;
    default:
      return grain === 'major' || minor === null ? wholeMajor : { low, high: low };
  }
}
