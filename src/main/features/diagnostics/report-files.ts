// The files of a report, made of plain facts. Pure: whatever is in here is masked as a whole, and shown before it is sent anywhere.
import type { ReportFile } from '../../../contract/diagnostics.ts';
import type { DetailedHealth } from '../../../contract/health.ts';
import type { Host } from '../../../contract/hosts.ts';
import type { SettingOrigin } from '../../../contract/settings.ts';
import type { CrashReport, DatabaseContents } from './ports.ts';

/** A fact, or why it could not be had. */
export type Fact<T> = { readonly value: T } | { readonly problem: string };

export interface ReportFacts {
  readonly at: string;
  readonly versions: Fact<Readonly<Record<string, string | null>>>;
  readonly configuration: Fact<readonly SettingOrigin[]>;
  readonly environmentNames: Fact<readonly string[]>;
  readonly health: Fact<DetailedHealth>;
  readonly hosts: Fact<readonly Host[]>;
  readonly database: Fact<DatabaseContents>;
  readonly crashes: Fact<readonly CrashReport[]>;
  /** Oldest first. */
  readonly log: Fact<readonly string[]>;
}

export function reportFiles(facts: ReportFacts, mask: (text: string) => string): ReportFile[] {
  const files: readonly (readonly [string, string])[] = [
    ['README.txt', readme(facts.at)],
    ['versions.json', json(facts.versions, (value) => value)],
    [
      'configuration.json',
      json(facts.configuration, (settings) => ({ settings, environmentVariablesSet: valueOf(facts.environmentNames) })),
    ],
    ['health.json', json(facts.health, (value) => value)],
    ['hosts.json', json(facts.hosts, (hosts) => hosts.map(hostFacts))],
    ['database.json', json(facts.database, (value) => value)],
    [
      'control-plane.log',
      'problem' in facts.log ? `${facts.log.problem}\n` : facts.log.value.map((line) => `${line}\n`).join(''),
    ],
    ...('problem' in facts.crashes ? [] : facts.crashes.value.map(({ name, content }) => [name, content] as const)),
  ];
  return files.map(([name, text]) => {
    const content = mask(withoutLogins(text));
    return { name, sizeBytes: Buffer.byteLength(content), content };
  });
}

function readme(at: string): string {
  return `A report of a problem with miniPaaS, made on ${at}.

versions.json       miniPaaS, Node.js, SQLite and the system it runs on
configuration.json  each setting with where its value comes from, and which variables of the environment are set, by name
health.json         what the health checks found
hosts.json          the hosts with what their engines say of themselves
database.json       the newest migration, the size, and how many rows each table has
control-plane.log   the last lines that miniPaaS wrote of itself, as JSON
crash-*.json        how it ended unexpectedly, if it did

There are names in it: of projects, hosts, repositories and folders. There is no value of a variable, no password, token or key, and
no line that an application wrote. Read it before you send it to anybody.
`;
}

/** Without what says where it is reached: its name is enough to tell hosts apart. */
function hostFacts({ id, name, kind, status, error, engine, projectCount, runningCount, ssh }: Host): unknown {
  const login = ssh === null ? null : { auth: ssh.auth, hasJump: ssh.jump !== null };
  return { id, name, kind, login, status, error, engine, projectCount, runningCount };
}

function json<T>(fact: Fact<T>, show: (value: T) => unknown): string {
  return `${JSON.stringify('problem' in fact ? fact : show(fact.value), null, 2)}\n`;
}

function valueOf<T>(fact: Fact<T>): T | { readonly problem: string } {
  return 'problem' in fact ? fact : fact.value;
}

/** `https://user:password@host`: of a mirror or a repository, typed where no secret belongs. */
function withoutLogins(text: string): string {
  return text.replaceAll(/(\w:\/\/)[^\s/@:"']*:[^\s/@"']+@/g, '$1***@');
}
