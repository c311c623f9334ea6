// The little of a Dockerfile that is needed before it is built: its stages, ports, arguments and what it needs.

export interface DockerfileFacts {
  /** TCP ports of EXPOSE in the last stage and the stages it is made from, in their order. */
  readonly ports: readonly number[];
  /** ENV PORT of the last stage. */
  readonly portVariable: number | null;
  /** Names and defaults of ARG, with their lines from 1. */
  readonly arguments: readonly DockerfileVariable[];
  readonly variables: readonly DockerfileVariable[];
  /** Ids of `RUN --mount=type=secret`, each once. */
  readonly secretMounts: readonly string[];
  /** CMD, else ENTRYPOINT, of the last stage, as written. */
  readonly command: string | null;
  readonly stageCount: number;
  /** Flags such as `--mount` and here-documents that the classic builder refuses. */
  readonly needsBuildKit: boolean;
  /** The image named by `# syntax=`, which has to be pulled. */
  readonly syntaxImage: string | null;
}

export interface DockerfileVariable {
  readonly key: string;
  readonly value: string | null;
  readonly line: number;
}

interface Instruction {
  readonly name: string;
  readonly rest: string;
  readonly line: number;
}

interface Stage {
  readonly name: string | null;
  readonly base: string;
  ports: readonly number[];
  variables: Map<string, string>;
  command: string | null;
}

export function parseDockerfile(text: string): DockerfileFacts {
  const { instructions, syntaxImage } = readInstructions(text);
  const stages: Stage[] = [];
  const args: DockerfileVariable[] = [];
  const variables: DockerfileVariable[] = [];
  const defaults = new Map<string, string>();
  const secretMounts = new Set<string>();
  let needsBuildKit = false;

  for (const { name, rest, line } of instructions) {
    const stage = stages.at(-1);
    if (/^--(?:mount|network|security|link|parents|exclude)\b/m.test(rest) || /<<-?["']?\w/.test(rest)) {
      needsBuildKit ||= ['RUN', 'COPY', 'ADD'].includes(name);
    }
    if (name === 'RUN') {
      for (const id of secretsOf(rest)) secretMounts.add(id);
    }
    if (name === 'FROM') {
      const words = rest.split(/\s+/).filter((word) => !word.startsWith('--'));
      const base = substitute(words[0] ?? '', defaults);
      const stageName = words[1]?.toUpperCase() === 'AS' ? (words[2]?.toLowerCase() ?? null) : null;
      const parent = stages.find((other) => other.name !== null && other.name === base.toLowerCase());
      stages.push({
        name: stageName,
        base,
        ports: parent?.ports ?? [],
        variables: new Map(parent?.variables),
        command: parent?.command ?? null,
      });
    } else if (name === 'ARG') {
      for (const [key, value] of pairs(rest)) {
        args.push({ key, value, line });
        if (value !== null) (stage?.variables ?? defaults).set(key, substitute(value, stage?.variables ?? defaults));
        else if (stage !== undefined && defaults.has(key)) stage.variables.set(key, defaults.get(key) ?? '');
      }
    } else if (name === 'ENV' && stage !== undefined) {
      for (const [key, value] of pairs(rest, true)) {
        variables.push({ key, value, line });
        stage.variables.set(key, substitute(value ?? '', stage.variables));
      }
    } else if (name === 'EXPOSE' && stage !== undefined) {
      stage.ports = [...stage.ports, ...portsOf(substitute(rest, stage.variables))];
    } else if ((name === 'CMD' || (name === 'ENTRYPOINT' && stage?.command === null)) && stage !== undefined) {
      stage.command = rest;
    }
  }
  const last = stages.at(-1);
  const port = Number(last?.variables.get('PORT'));
  return {
    ports: [...new Set(last?.ports ?? [])],
    portVariable: Number.isInteger(port) && port > 0 && port < 65_536 ? port : null,
    arguments: args,
    variables,
    secretMounts: [...secretMounts],
    command: last?.command ?? null,
    stageCount: stages.length,
    needsBuildKit,
    syntaxImage,
  };
}

function readInstructions(text: string): { readonly instructions: Instruction[]; readonly syntaxImage: string | null } {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const directives = new Map<string, string>();
  for (const line of lines) {
    const match = /^#\s*(syntax|escape|check)\s*=\s*(\S.*)$/i.exec(line);
    if (match?.[1] === undefined || match[2] === undefined) break;
    directives.set(match[1].toLowerCase(), match[2].trim());
  }
  const escape = directives.get('escape') === '`' ? '`' : '\\';
  const instructions: Instruction[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const start = at;
    if (isBlankOrComment(lines[at] ?? '')) continue;
    let joined = (lines[at] ?? '').trim();
    while (joined.endsWith(escape) && at + 1 < lines.length) {
      joined = joined.slice(0, -1);
      do at += 1;
      while (at + 1 < lines.length && isBlankOrComment(lines[at] ?? ''));
      joined += (lines[at] ?? '').trim();
    }
    const match = /^([A-Za-z]+)\s+(\S.*)$/s.exec(joined);
    if (match?.[1] === undefined || match[2] === undefined) continue;
    const name = match[1].toUpperCase();
    instructions.push({ name, rest: match[2].trim(), line: start + 1 });
    if (name === 'RUN' || name === 'COPY' || name === 'ADD') {
      for (const [, word] of match[2].matchAll(/<<-?["']?(\w+)["']?/g)) {
        while (at + 1 < lines.length && lines[at + 1]?.trim() !== word) at += 1;
        at += 1;
      }
    }
  }
  return { instructions, syntaxImage: directives.get('syntax') ?? null };
}

/** Of the flags before the command. Without an id the last part of the target is it. */
function secretsOf(rest: string): readonly string[] {
  const flags = /^(?:--\S+\s+)*/.exec(`${rest} `)?.[0] ?? '';
  return [...flags.matchAll(/--mount=(\S+)/g)].flatMap(([, text = '']) => {
    const options = new Map(text.split(',').map((option) => option.split('=', 2) as [string, string | undefined]));
    const target = options.get('target') ?? options.get('dst') ?? options.get('destination');
    const id = options.get('id') ?? target?.split('/').at(-1);
    return options.get('type') === 'secret' && id !== undefined && id !== '' ? [id] : [];
  });
}

const isBlankOrComment = (line: string) => /^\s*(?:#|$)/.test(line);

/** `KEY=value "OTHER"='v'`, and for ENV the old `KEY value`. */
function pairs(rest: string, oldForm = false): readonly (readonly [string, string | null])[] {
  const old = /^([A-Za-z_]\w*)\s+([^=]*)$/.exec(rest);
  if (oldForm && old?.[1] !== undefined && old[2] !== undefined) return [[old[1], old[2]]];
  return [...rest.matchAll(/([A-Za-z_]\w*)(?:=("[^"]*"|'[^']*'|[^\s"']*))?/g)].map(([, key = '', value]) => [
    key,
    value === undefined ? null : value.replace(/^(["'])(.*)\1$/s, '$2'),
  ]);
}

/** `$NAME`, `${NAME}` and `${NAME:-default}`; what is not known stays empty. */
function substitute(text: string, variables: ReadonlyMap<string, string>): string {
  return text.replace(/\$(?:\{(\w+)(?::?[-+]([^}]*))?\}|(\w+))/g, (_, braced, fallback, plain) => {
    const value = variables.get(braced ?? plain);
    return value === undefined || value === '' ? (fallback ?? '') : value;
  });
}

/** `80`, `80/tcp`, `3000-3002`; UDP ports are no address of an application here. */
function portsOf(text: string): readonly number[] {
  return text
    .split(/\s+/)
    .filter((word) => !/\/udp$/i.test(word))
    .map((word) => Number.parseInt(word, 10))
    .filter((port) => port > 0 && port < 65_536);
}
