import type { DeclaredSteps } from '../found-project.ts';
import { buildSteps, dockerfile, heading, runWithSecrets, secretsArgument, USER } from './layout.ts';

export interface GoPlan {
  readonly buildImage: string;
  readonly runtimeImage: string;
  /** Package to build: `.` or `./cmd/server`. */
  readonly mainPackage: string;
  /** Dependencies are in the source (`vendor/`), or are other directories of it. */
  readonly downloadsModules: boolean;
  readonly hasSums: boolean;
  /** Directories that the program may read while it runs. */
  readonly assets: readonly string[];
  readonly port: number;
  readonly declared: DeclaredSteps;
  /** Secrets of the build. */
  readonly secrets: readonly string[];
}

export function goDockerfile(plan: GoPlan): string {
  return dockerfile(
    heading('Go'),
    `FROM ${plan.buildImage} AS build`,
    'WORKDIR /src',
    secretsArgument(plan.secrets),
    plan.downloadsModules && [
      '# First what names the modules: until it changes, they come from the cache.',
      `COPY go.mod ${plan.hasSums ? 'go.sum ' : ''}./`,
      runWithSecrets('go mod download', plan.secrets),
    ],
    'COPY . .',
    '# Without C libraries, so that it runs on any image.',
    plan.declared.command !== null && 'ENV CGO_ENABLED=0',
    buildSteps(
      plan.declared,
      [`CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /out/app ${plan.mainPackage}`],
      plan.secrets,
    ),
    plan.declared.command !== null &&
      'RUN test -x /out/app || { echo "build.command of minipaas.json must leave the program at /out/app" >&2; exit 1; }',
    '',
    `FROM ${plan.runtimeImage}`,
    '# For calls to https addresses.',
    'COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/',
    'WORKDIR /app',
    plan.assets.map((directory) => `COPY --from=build --chown=${USER} /src/${directory} ./${directory}`),
    'COPY --from=build /out/app /usr/local/bin/app',
    `ENV PORT=${plan.port}`,
    `USER ${USER}`,
    `EXPOSE ${plan.port}`,
    'CMD ["/usr/local/bin/app"]',
  );
}
