// Java, Kotlin and what else runs on their machine: `\tat com.acme.Shop.total(Shop.java:42)`.
import { type ErrorHead, frameList, type StackFrame, type StackReader, type StackSyntax } from './stack.ts';

const frame =
  /^\s+at (?:[\w.@-]+\/{1,2})?([\w$.<>-]+)\((?:([\w$-]+\.(?:java|kt|kts|scala|groovy|clj))(?::\d+)?|Native Method|Unknown Source|<generated>)\)/;
const cause = /^\s*Caused by: ([\w$.]+)(?:: |$)/;
const part = /^\s+(?:\.\.\. \d+ (?:more|common frames omitted)|Suppressed: |- locked |Wrapped by: )/;
const libraries =
  /^(?:java|javax|jakarta|jdk|sun|com\.sun|kotlin|kotlinx|scala|groovy|clojure|org\.(?:springframework|apache|hibernate|eclipse|jboss|junit|postgresql)|io\.(?:netty|ktor|micronaut|quarkus|undertow|vertx)|reactor|com\.(?:zaxxer|mysql|fasterxml|google))\./;

export const java: StackSyntax = {
  language: 'java',
  adopt(text, head) {
    const first = frameOf(text);
    return first === null ? null : createReader(head, first);
  },
};

function frameOf(text: string): StackFrame | null {
  const match = frame.exec(text);
  if (match === null) {
    return null;
  }
  const [, method = '', file = ''] = match;
  // The names that the machine gives to lambdas and proxies change with each start.
  const what = method
    .replace(/\$\$Lambda.*?(?=\.)|\$\$(?:SpringCGLIB|EnhancerBySpringCGLIB|FastClassBySpringCGLIB)\$\$\w+/g, '')
    .replace(/lambda\$(\w+)\$\d+/, 'lambda $1');
  return { what, where: file, isOwn: !libraries.test(method) };
}

function createReader(head: ErrorHead, first: StackFrame): StackReader {
  const { frames, add } = frameList();
  let causeType: string | undefined;
  add(first);
  return {
    take(text) {
      const next = frameOf(text);
      const named = cause.exec(text)?.[1];
      // The last cause is what happened; frames of the outermost say where the application was.
      causeType = named ?? causeType;
      if (next !== null && causeType === undefined) {
        add(next);
      }
      return next !== null || named !== undefined || part.test(text);
    },
    content: () => ({ head, frames, ...(causeType === undefined ? {} : { causeType }) }),
  };
}
