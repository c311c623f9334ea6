// Python: the error stands below its stack, and the innermost frame is the last.
import { type ErrorHead, frameList, shortPath, type StackReader, type StackSyntax } from './stack.ts';

const begin = /(?:^|[\s:])Traceback \(most recent call last\):\s*$/;
const frame = /^[\s|+]+File "(.+?)", line \d+(?:, in (.+))?$/;
const tail = /^(?:\s*\| )?([A-Za-z_][\w.]*)(?:: (.*))?$/;
const chain = /^(?:During handling of the above exception|The above exception was the direct cause)/;
/** Words with which loggers begin their lines, so that one between the frames is not taken for the error. */
const levels = /^(?:DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL)$/i;

export const python: StackSyntax = {
  language: 'python',
  begin: (text) => (begin.test(text) ? createReader() : null),
};

function createReader(): StackReader {
  let { frames, addLast } = frameList();
  let head: ErrorHead | null = null;
  let isChained = false;

  function takeInside(text: string): boolean {
    const match = frame.exec(text);
    if (match !== null) {
      const [, path = '', what = ''] = match;
      const isOwn = !/site-packages|dist-packages|\/lib\/python3|^<frozen|^<string>/.test(path);
      addLast({ what: what.replace(/^<module>$/, ''), where: shortPath(path), isOwn });
      return true;
    }
    if (text === '' || /^[\s|+]/.test(text)) {
      return true;
    }
    const named = frames.length === 0 ? null : tail.exec(text);
    if (named === null || levels.test(named[1] ?? '')) {
      return false;
    }
    head = { type: named[1] ?? '', message: named[2] ?? '' };
    return true;
  }

  function takeAfter(text: string): boolean {
    if (chain.test(text)) {
      isChained = true;
      return true;
    }
    if (isChained && begin.test(text)) {
      // What came of the error above is the error; where it came from is in the sample.
      ({ frames, addLast } = frameList());
      head = null;
      isChained = false;
      return true;
    }
    return text === '';
  }

  return {
    take: (text) => (head === null ? takeInside(text) : takeAfter(text)),
    content: () => ({ head: head ?? { type: 'Traceback', message: '' }, frames: frames.toReversed() }),
  };
}
