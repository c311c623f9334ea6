// The last stage of everything that is only files. Both recipes need nothing but the configured image.
import { json, type Line, USER, writeFile } from './layout.ts';

export interface StaticFiles {
  readonly image: string;
  /** Stage the files come from; null: the build context. */
  readonly stage: string | null;
  readonly directory: string;
  /** Unknown paths get the first page, whose script knows them. */
  readonly isSinglePage: boolean;
  readonly port: number;
  /** The directory is the whole source, with files that are not for the public. */
  readonly isWholeSource: boolean;
}

export function staticRuntime(files: StaticFiles): Line {
  return /(?:^|\/)nginx|nginx-unprivileged/.test(files.image) ? nginx(files) : busybox(files);
}

const copyFrom = ({ stage }: StaticFiles) => (stage === null ? '' : `--from=${stage} `);
const notForThePublic = ({ isWholeSource }: StaticFiles, at: string): Line =>
  isWholeSource && [
    '# What tells how the site is built is not for its visitors.',
    `RUN rm -rf ${['Dockerfile', 'Dockerfile.*', '.dockerignore', '.git*'].map((name) => `${at}/${name}`).join(' ')}`,
  ];

/** Types that busybox's httpd does not know, and pages of modules that browsers refuse without. */
const types = [
  '.mjs:text/javascript',
  '.json:application/json',
  '.map:application/json',
  '.wasm:application/wasm',
  '.webmanifest:application/manifest+json',
  '.woff:font/woff',
  '.woff2:font/woff2',
  '.webp:image/webp',
  '.avif:image/avif',
  '.ico:image/x-icon',
  '.xml:application/xml',
  '.pdf:application/pdf',
  '.mp4:video/mp4',
  '.webm:video/webm',
];

function busybox(files: StaticFiles): Line {
  const page = files.isSinglePage ? 'index.html' : '404.html';
  return [
    `FROM ${files.image}`,
    `COPY ${copyFrom(files)}--chown=${USER} ${files.directory} /srv`,
    notForThePublic(files, '/srv'),
    files.isSinglePage
      ? '# Unknown paths answer with the first page, whose script knows them (with status 404: this server knows no other way).'
      : '# Unknown paths answer with 404.html where the site has one.',
    writeFile('/etc/httpd.conf', [`E404:/srv/${page}`, ...types]),
    `ENV PORT=${files.port}`,
    `EXPOSE ${files.port}`,
    `USER ${USER}`,
    '# On SIGTERM no new connection is taken; what is being sent is sent to its end.',
    `CMD ${json([
      'sh',
      '-c',
      'httpd -f -c /etc/httpd.conf -p "$PORT" -h /srv & server=$!; trap "kill $server; while pidof httpd >/dev/null; do sleep 1; done; exit 0" TERM INT; wait $server',
    ])}`,
  ];
}

function nginx(files: StaticFiles): Line {
  const last = files.isSinglePage ? '/index.html' : '=404';
  const site = [
    'server {',
    // Filled in by the image when it starts.
    '  listen ${PORT};',
    '  root /usr/share/nginx/html;',
    `  location / { try_files $uri $uri.html $uri/index.html ${last}; }`,
    ...(files.isSinglePage ? [] : ['  error_page 404 /404.html;']),
    '  gzip on;',
    '  gzip_types text/css text/javascript application/javascript application/json image/svg+xml;',
    '}',
  ];
  return [
    `FROM ${files.image}`,
    'USER 0',
    `COPY ${copyFrom(files)}${files.directory} /usr/share/nginx/html`,
    notForThePublic(files, '/usr/share/nginx/html'),
    '# The image puts PORT in when it starts.',
    writeFile('/etc/nginx/templates/default.conf.template', site, [
      'mkdir -p /etc/nginx/templates',
      'rm -f /etc/nginx/conf.d/default.conf',
    ]),
    '# The user nginx of the image.',
    'USER 101',
    `ENV PORT=${files.port}`,
    `EXPOSE ${files.port}`,
  ];
}
