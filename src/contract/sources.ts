import { oc } from '@orpc/contract';
import { z } from 'zod';
import { hostId } from './ids.ts';

/** Where a project's files come from. Credentials are never part of it. */
export const source = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('git'),
    repoUrl: z.string(),
    branch: z.string().nullable(),
    rootDirectory: z.string(),
  }),
  z.object({ kind: z.literal('folder'), path: z.string(), rootDirectory: z.string() }),
  z.object({ kind: z.literal('image'), reference: z.string() }),
]);
export type Source = z.infer<typeof source>;

/** How to reach a private Git server. Write only: goes into the keychain and never comes back. */
export const gitCredential = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('token'), username: z.string().max(255).optional(), token: z.string().min(1).max(4096) }),
  z.object({
    kind: z.literal('sshKey'),
    /** Text of the private key, or a path to it on the control plane's machine. */
    privateKey: z.string().max(65_536).optional(),
    privateKeyPath: z.string().max(4096).optional(),
  }),
]);
export type GitCredential = z.infer<typeof gitCredential>;

export const projectKind = z.enum(['dockerfile', 'node', 'python', 'go', 'static', 'image']);
export type ProjectKind = z.infer<typeof projectKind>;

/** A variable that the code reads, with the place where it was found. */
export const envSuggestion = z.object({
  key: z.string(),
  file: z.string(),
  line: z.number().int(),
  /** The value the repository itself proposes (`.env.example`, a default in the code), never a secret. */
  exampleValue: z.string().nullable(),
  looksSecret: z.boolean(),
});
export type EnvSuggestion = z.infer<typeof envSuggestion>;

/** What was found in the source and how it would be built. */
export const detection = z.object({
  kind: projectKind,
  /** For people: `Next.js`, `Vite (static build)`, `Flask`, `Dockerfile`. */
  framework: z.string().nullable(),
  packageManager: z.string().nullable(),
  runtimeVersion: z.string().nullable(),
  installCommand: z.string().nullable(),
  buildCommand: z.string().nullable(),
  startCommand: z.string().nullable(),
  /** The port the application will listen on, and why we think so. */
  port: z.number().int().nullable(),
  portReason: z.string(),
  /** The Dockerfile that will be used: the repository's own or the generated one. */
  dockerfile: z.string(),
  isDockerfileGenerated: z.boolean(),
  /** Sentences for a person: what was taken for granted, what will probably fail. */
  notes: z.array(z.string()),
  suggestions: z.array(envSuggestion),
});
export type Detection = z.infer<typeof detection>;

/** Exactly one of `repoUrl`, `folderPath`, `image` names the source; `src/main/features/projects` checks it and says which is wrong. */
export const sourceInput = z.object({
  repoUrl: z.string().max(2048).optional(),
  branch: z.string().max(255).optional(),
  folderPath: z.string().max(4096).optional(),
  image: z.string().max(512).optional(),
  rootDirectory: z.string().max(1024).optional(),
  credential: gitCredential.optional(),
});
export type SourceInput = z.infer<typeof sourceInput>;

export const sourcesContract = {
  detect: oc
    .route({ method: 'POST', path: '/detect', summary: 'Look at a source before a project is made of it' })
    .input(sourceInput.extend({ hostId: hostId.optional() }))
    .output(z.object({ suggestedName: z.string(), branch: z.string().nullable(), detection })),
  branches: oc
    .route({ method: 'POST', path: '/branches', summary: 'List the branches of a Git repository' })
    .input(z.object({ repoUrl: z.string().max(2048), credential: gitCredential.optional() }))
    .output(z.object({ defaultBranch: z.string().nullable(), branches: z.array(z.string()) })),
};
