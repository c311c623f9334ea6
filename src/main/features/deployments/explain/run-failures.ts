// Why an application that served has ended. What ends a start as well is in start-failures.ts.
import type { Recogniser } from './recogniser.ts';

const ended = ['APPLICATION_STOPPED', 'RELEASE_CRASHED', 'CRASH_LOOPING'] as const;

export const runFailures: readonly Recogniser[] = [
  {
    id: 'connections-exhausted',
    phases: ['run'],
    patterns: [
      /too many clients already/,
      /remaining connection slots are reserved/,
      /Too many connections/,
      /max number of clients reached/,
      /QueuePool limit of size (?<limit>\d+)/,
      /Timed out fetching a new connection from the connection pool/,
    ],
    title: 'The database has no connection left',
    cause:
      'More connections are open than it allows, or more than the application’s own pool holds: mostly because they are not given back.',
    fix: 'Give connections back after each request, keep one pool for the whole program, and make its size fit: all programs together stay below what the database allows.',
  },
  {
    id: 'connection-lost',
    phases: ['run'],
    patterns: [
      /Connection terminated unexpectedly/,
      /server closed the connection unexpectedly/,
      /MySQL server has gone away/,
      /PROTOCOL_CONNECTION_LOST/,
      /SSL connection has been closed unexpectedly/,
      /terminating connection due to administrator command/,
      /Error: read ECONNRESET/,
      /Error: (?:write )?EPIPE\b/,
    ],
    title: 'A connection was lost, and the program does not go on without it',
    cause: 'A database or another service was restarted or cut a connection that was idle, and nothing handled that.',
    fix: 'Handle the error of the connection (in Node.js the event “error” of a pool or socket) and connect again; then such a restart costs one request and not the program.',
  },
  {
    id: 'files-open-limit',
    phases: ['run'],
    patterns: [/EMFILE: too many open files/, /\[Errno 24\] Too many open files/, /: too many open files/],
    title: 'The program has too many files open',
    cause: 'Files or connections are opened and not closed, until the system gives no more.',
    fix: 'Close what was opened, also where a request fails; watch on the Analytics tab whether it grows again.',
  },
  {
    id: 'stack-exhausted',
    phases: ['run'],
    patterns: [
      /RangeError: Maximum call stack size exceeded/,
      /RecursionError: maximum recursion depth exceeded/,
      /goroutine stack exceeds \d+-byte limit/,
      /java\.lang\.StackOverflowError/,
      /thread '[^']*' has overflowed its stack/,
      /SystemStackError/,
    ],
    title: 'A function calls itself without end',
    cause: 'The stack is full: a function came back to itself more often than there is room for.',
    fix: 'The runtime log has the functions that repeat. Mostly a list or tree that contains itself, or an end that is never reached.',
  },
  {
    id: 'java-out-of-memory',
    phases: ['run'],
    patterns: [/java\.lang\.OutOfMemoryError: (?<what>[^\n]{1,80})/],
    title: 'Java ran out of memory',
    cause: '{what|The heap} is used up: Java holds more than its heap may have, which follows from the memory limit.',
    fix: 'Raise the memory limit, or say what the heap may take of it: JAVA_TOOL_OPTIONS=-XX:MaxRAMPercentage=75 in the Environment tab.',
  },
  {
    id: 'certificate-expired',
    phases: ['run'],
    patterns: [/\bCERT_HAS_EXPIRED\b/, /certificate has expired/],
    title: 'The certificate of another server is out of date',
    cause: 'The program asks a server over TLS whose certificate has ended, or the clock of the host is wrong.',
    fix: 'Renew the certificate on that server, and handle the error so that one service that is away does not end the program. The Health page compares the clocks of hosts.',
  },
  {
    id: 'stopped-from-outside',
    phases: ['run'],
    codes: ['APPLICATION_STOPPED'],
    patterns: [/^exitCode: (?<code>143|130)$/],
    title: 'Somebody stopped it',
    cause:
      'Exit code {code|143}: it was asked to end, by “docker stop”, by a shutdown of the machine or by another program there. It did not fail.',
    fix: 'Start it again. So that it comes back by itself after a restart of the engine, choose the restart policy “always” in the settings.',
  },
  {
    id: 'error-not-caught',
    phases: ['run'],
    codes: ended,
    patterns: [
      /^(?:Uncaught )?(?<problem>(?:[\w$]{1,80}\.){0,8}[A-Z]\w{0,80}(?:Error|Exception)(?: \[\w{1,60}\])?: [^\n]+)/,
      /^panic: (?<problem>.+)/,
      /^fatal error: (?<problem>.+)/,
      /^Exception in thread "[^"]{0,80}" (?<problem>.+)/,
      /^Caused by: (?<problem>.+)/,
      /^Unhandled exception\. (?<problem>.+)/,
      /^PHP Fatal error: {1,2}(?<problem>.+)/,
      /^thread '[^']{0,80}'(?: \(\d+\))? panicked at (?<problem>.+)/,
      /^\S{1,200}:\d+:in [`'][^']{0,80}': (?<problem>.+)/,
    ],
    title: 'An error ended the program: {problem}',
    cause: 'The program did not catch it, so its runtime ended it.',
    fix: 'The lines around it in the runtime log say in which function. The Errors tab shows when and in which release it was seen first. Correct it and deploy; until then a rollback brings a release back that ran.',
  },
];
