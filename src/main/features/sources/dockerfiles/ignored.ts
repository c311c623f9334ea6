/** `.git` is left out of every context, as BuildKit does for Git sources; `!.git` in .dockerignore takes it back. */
export const alwaysIgnored: readonly string[] = ['**/.git'];

/**
 * Left out besides when miniPaaS writes the Dockerfile: what is made anew inside the image, and files that often hold
 * secrets. The project's own .dockerignore comes after and may take any of it back with `!`.
 */
export const generatedIgnored: readonly string[] = [
  ...alwaysIgnored,
  '**/node_modules',
  '**/.venv',
  '**/venv',
  '**/__pycache__',
  '**/.pytest_cache',
  '**/.mypy_cache',
  '**/.next',
  '**/.nuxt',
  '**/.output',
  '**/.svelte-kit',
  '**/.turbo',
  '**/.DS_Store',
  '**/.env',
  '**/.env.local',
  '**/.env.*.local',
];
