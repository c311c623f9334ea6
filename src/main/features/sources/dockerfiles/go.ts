import { dockerfile, heading, USER } from './layout.ts';

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
}

export function goDockerfile(plan: GoPlan): string {
  return dockerfile(
    heading('Go'),
    `FROM ${plan.buildImage} AS build`,
    'WORKDIR /src',
    plan.downloadsModules && [
      '# First what names the modules: until it changes, they come from the cache.',
      `COPY go.mod ${plan.hasSums ? 'go.sum ' : ''}./`,
      'RUN go mod download',
    ],
    'COPY . .',
    '# Without C libraries, so that it runs on any image.',
    `RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /out/app ${plan.mainPackage}`,
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
