// Java, Kotlin and what else runs on their machine: `\tat com.acme.Shop.total(Shop.java:42)`.
import { createCauseReader } from './cause-reader.ts';
import type { StackFrame, StackSyntax } from './stack.ts';

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
    // The frames of the outermost say where the application was.
    return first === null ? null : createCauseReader(head, first, { frameOf, cause, part, hasFramesOfCauses: false });
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
