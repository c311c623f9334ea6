// Caddy's configuration for a route table: pure. A release does not change it, because Caddy drops connections when it reads its
// configuration anew. Where requests of a project go is the name of a file in the project's folder (`CONTAINER:PORT`, the newest
// counts), looked at for each request.
import type { Route, RouteTable } from '../../features/ingress/ports/routes.ts';
import { ACCESS_LOG, HTTP_PORT, HTTPS_PORT, MACHINE_PORT, POINTERS, proofAnswer, proofPath } from './paths.ts';

type Json = Readonly<Record<string, unknown>>;

export function caddyConfig(table: RouteTable): Json {
  const { isPublic, routes } = table;
  const forMachine = routes.filter(({ audience }) => audience === 'machine');
  const forEverybody = routes.filter(({ audience }) => audience === 'everybody');
  const secured = forEverybody.filter(({ tls }) => tls !== 'none');
  const plain = forEverybody.map((route) => (route.tls === 'none' ? serve(route) : toHttps(route, table.httpsPort)));
  return {
    // In every configuration: one without it moves the listener of its own commands elsewhere.
    admin: { listen: 'localhost:2019' },
    logging: {
      logs: {
        default: { level: 'INFO', exclude: ['http.log.access'] },
        access: accessLog,
      },
    },
    storage: { module: 'file_system', root: '/data/caddy' },
    apps: {
      http: {
        http_port: HTTP_PORT,
        https_port: HTTPS_PORT,
        grace_period: '10s',
        servers: {
          http: {
            ...server(HTTP_PORT, table, [...(isPublic ? [] : forMachine.map(serve)), ...plain]),
            automatic_https: { disable: true },
          },
          ...(isPublic
            ? {
                machine: {
                  ...server(MACHINE_PORT, table, forMachine.map(serve)),
                  automatic_https: { disable: true },
                },
              }
            : {}),
          ...(secured.length === 0
            ? {}
            : {
                https: {
                  ...server(HTTPS_PORT, table, secured.map(serve)),
                  tls_connection_policies: [{}],
                  automatic_https: { disable_redirects: true },
                },
              }),
        },
      },
      ...(secured.length === 0 ? {} : certificates(table, secured)),
    },
  };
}

function server(port: number, { token }: RouteTable, routes: readonly Json[]): Json {
  return {
    listen: [`:${port}`],
    // HTTP/3 would need a UDP port of the host.
    protocols: ['h1', 'h2'],
    // For slow headers only: bodies may be large and answers long.
    read_header_timeout: '30s',
    idle_timeout: '5m',
    logs: { default_logger_name: 'minipaas' },
    routes: [
      { match: [{ path: [proofPath(token)] }], handle: [text(200, proofAnswer(token))], terminal: true },
      ...routes,
      { handle: [text(404, 'No application answers at this address.')] },
    ],
    errors: {
      routes: [
        {
          match: [{ expression: '{http.error.status_code} in [502, 503, 504]' }],
          handle: [text('{http.error.status_code}', 'The application does not answer at the moment.')],
        },
      ],
    },
  };
}

const text = (statusCode: number | string, body: string): Json => ({
  handler: 'static_response',
  status_code: statusCode,
  headers: { 'Content-Type': ['text/plain; charset=utf-8'], 'Cache-Control': ['no-store'] },
  body,
});

function matching({ hostName, pathPrefix }: Route): Json {
  return { host: [hostName], ...(pathPrefix === '/' ? {} : { path: [pathPrefix, `${pathPrefix}/*`] }) };
}

function serve(route: Route): Json {
  const { slug, pathPrefix, stripPrefix, redirectTo, auth } = route;
  const handle = [
    ...(auth === null ? [] : [basicAuth(auth)]),
    ...(stripPrefix && pathPrefix !== '/' ? [{ handler: 'rewrite', strip_path_prefix: pathPrefix }] : []),
    ...(redirectTo === null ? [proxy(slug)] : [redirect(`${redirectTo}{http.request.uri}`)]),
  ];
  return { match: [matching(route)], handle, terminal: true };
}

function toHttps(route: Route, httpsPort: number): Json {
  const port = httpsPort === 443 ? '' : `:${httpsPort}`;
  return {
    match: [matching(route)],
    handle: [redirect(`https://{http.request.host}${port}{http.request.uri}`)],
    terminal: true,
  };
}

const redirect = (location: string): Json => ({
  handler: 'static_response',
  status_code: 308,
  headers: { Location: [location] },
});

const basicAuth = ({ user, hash }: NonNullable<Route['auth']>): Json => ({
  handler: 'authentication',
  providers: {
    http_basic: {
      hash: { algorithm: 'bcrypt' },
      // Base64 is what every version takes.
      accounts: [{ username: user, password: Buffer.from(hash).toString('base64') }],
      // bcrypt is slow on purpose; once is enough for each visitor.
      hash_cache: {},
      realm: 'miniPaaS',
    },
  },
});

function proxy(slug: string): Json {
  return {
    handler: 'subroute',
    routes: [
      {
        match: [{ file: { root: `${POINTERS}/${slug}`, try_files: ['*'], try_policy: 'most_recently_modified' } }],
        handle: [
          {
            handler: 'reverse_proxy',
            // "tcp" and "/CONTAINER:PORT" are an address as Caddy writes them.
            upstreams: [{ dial: 'tcp{http.matchers.file.relative}' }],
            // An application that crashed and is started again is waited for.
            load_balancing: { try_duration: '5s', try_interval: '50ms' },
            transport: {
              protocol: 'http',
              dial_timeout: '500ms',
              // Shorter than what servers keep idle connections for (gunicorn 2 s, Node.js 5 s): a request that meets a connection that
              // is being closed is lost.
              keep_alive: { idle_timeout: '1500ms' },
            },
          },
        ],
        terminal: true,
      },
      { handle: [text(503, 'The application does not run.')] },
    ],
  };
}

function certificates({ acme }: RouteTable, secured: readonly Route[]): Json {
  const namesOf = (tls: Route['tls']): readonly string[] => [
    ...new Set(secured.filter((route) => route.tls === tls).map(({ hostName }) => hostName)),
  ];
  const internal = namesOf('internal');
  return {
    tls: {
      automation: {
        policies: [
          ...(internal.length === 0 ? [] : [{ subjects: internal, issuers: [{ module: 'internal' }] }]),
          {
            issuers: [
              {
                module: 'acme',
                ...(acme.email === null ? {} : { email: acme.email }),
                ...(acme.directory === null ? {} : { ca: acme.directory }),
              },
            ],
          },
        ],
      },
    },
    pki: { certificate_authorities: { local: { install_trust: false } } },
  };
}

/** Just enough to count by project: no headers, no addresses, no queries. */
const accessLog: Json = {
  level: 'INFO',
  include: ['http.log.access'],
  writer: { output: 'file', filename: ACCESS_LOG, roll_size_mb: 20, roll_keep: 1 },
  encoder: {
    format: 'filter',
    wrap: { format: 'json' },
    fields: {
      level: { filter: 'delete' },
      logger: { filter: 'delete' },
      msg: { filter: 'delete' },
      user_id: { filter: 'delete' },
      size: { filter: 'delete' },
      bytes_read: { filter: 'delete' },
      duration: { filter: 'delete' },
      resp_headers: { filter: 'delete' },
      'request>headers': { filter: 'delete' },
      'request>tls': { filter: 'delete' },
      'request>remote_ip': { filter: 'delete' },
      'request>remote_port': { filter: 'delete' },
      'request>client_ip': { filter: 'delete' },
      'request>proto': { filter: 'delete' },
      'request>method': { filter: 'delete' },
      'request>uri': { filter: 'regexp', regexp: '[?#].*$', value: '' },
    },
  },
};
