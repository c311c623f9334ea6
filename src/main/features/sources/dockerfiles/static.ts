import { dockerfile, heading } from './layout.ts';
import { staticRuntime } from './static-runtime.ts';

/** Files served as they are. `directory`: '' for the whole source. */
export function staticDockerfile(site: {
  readonly image: string;
  readonly directory: string;
  readonly port: number;
}): string {
  return dockerfile(
    heading('a static site'),
    staticRuntime({
      image: site.image,
      stage: null,
      directory: site.directory === '' ? '.' : site.directory,
      isSinglePage: false,
      port: site.port,
      isWholeSource: site.directory === '',
    }),
  );
}
