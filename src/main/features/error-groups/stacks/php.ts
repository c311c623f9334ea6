// PHP: a fatal error with its numbered stack, and Laravel, which logs the same below `[stacktrace]`.
import { type ErrorHead, frameList, shortPath, type StackReader, type StackSyntax } from './stack.ts';

const uncaught = /Fatal error: +Uncaught (\\?[\w\\]+)(?:: (.*?))?(?: in (\S+\.php)(?::\d+| on line \d+)?)?$/;
const fatal =
  /(?:PHP |^)(Fatal error|Parse error|Core error|Compile error|Recoverable fatal error): +(.*?) in (\S+\.php) on line \d+$/;
const laravelLevel = /\.(?:ERROR|CRITICAL|ALERT|EMERGENCY): /;
const laravelException = /^([\w\\]+)\(code: [^)]*\): .*? at (\S+?):\d+\)/;
const LARAVEL_OBJECT = '"exception":"[object] (';
const frame = /^#\d+ (?:(\S+?\.php)\(\d+\)|\[internal function\]): (.+)$/;
const part = /^(?:PHP message: )?\[?(?:Stack trace:|stacktrace\])|^#\d+ \{main\}|^\s+thrown in |^"\}|^Next /i;

export const php: StackSyntax = {
  language: 'php',
  begin(text) {
    const caught = uncaught.exec(text);
    if (caught !== null) {
      return createReader({ type: caught[1] ?? '', message: caught[2] ?? '' }, caught[3]);
    }
    const logged = laravelError(text);
    if (logged !== null) {
      return logged;
    }
    const plain = fatal.exec(text);
    return plain === null ? null : createReader({ type: plain[1] ?? '', message: plain[2] ?? '' }, plain[3]);
  },
};

/** `[2026-01-01 00:00:00] production.ERROR: no basket {"exception":"[object] (RuntimeException(code: 0): no basket at /app/x.php:12)`. */
function laravelError(text: string): StackReader | null {
  const level = laravelLevel.exec(text);
  const at = text.indexOf(LARAVEL_OBJECT);
  if (level === null || at === -1) {
    return null;
  }
  const match = laravelException.exec(text.slice(at + LARAVEL_OBJECT.length));
  const message = text.slice(level.index + level[0].length, text.indexOf(' {"', level.index));
  return match === null ? null : createReader({ type: (match[1] ?? '').replaceAll('\\\\', '\\'), message }, match[2]);
}

/** `file`: where it was thrown, which stands in the head and not among the frames. */
function createReader(head: ErrorHead, file: string | undefined): StackReader {
  const { frames, add } = frameList();
  if (file !== undefined) {
    add({ what: '', where: shortPath(file), isOwn: !file.includes('/vendor/') });
  }
  return {
    take(text) {
      const match = frame.exec(text);
      if (match !== null) {
        const path = match[1] ?? '';
        const what = (match[2] ?? '').replace(/\(.*$/, '').replace(/\{closure.*/, '{closure}');
        add({ what, where: shortPath(path), isOwn: path !== '' && !path.includes('/vendor/') });
      }
      return match !== null || part.test(text);
    },
    content: () => ({ head, frames }),
  };
}
