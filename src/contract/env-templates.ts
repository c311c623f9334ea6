// Variables of common set-ups: pure data, which the dialog shows and the control plane fills.
import { z } from 'zod';

export interface EnvTemplateInput {
  readonly name: string;
  readonly label: string;
  /** Taken where nothing is given; an empty one must be given, unless it is optional or generated. */
  readonly initial?: string;
  readonly description?: string;
  readonly isSecret?: boolean;
  readonly isOptional?: boolean;
  /** Made where nothing is given. */
  readonly generate?: GeneratedSecret;
}

/** What frameworks expect of their keys. */
export type GeneratedSecret =
  /** 32 bytes, hexadecimal. */
  | 'hex32'
  /** 64 bytes, hexadecimal: `rails secret`. */
  | 'hex64'
  /** 32 bytes, base64: `openssl rand -base64 32`. */
  | 'base64'
  /** `base64:` and 32 bytes: `php artisan key:generate`. */
  | 'laravel'
  /** 50 characters of Django’s own alphabet: `get_random_secret_key()`. */
  | 'django';

export interface EnvTemplateVariable {
  readonly key: string;
  /**
   * `{name}` is an input, `{name:url}` the same as a part of a URL; `[…]` goes when an input in it is empty. A variable that
   * comes out empty is not set.
   */
  readonly value: string;
  readonly isSecret: boolean;
}

export interface EnvTemplate {
  readonly id: EnvTemplateId;
  readonly title: string;
  readonly description: string;
  readonly inputs: readonly EnvTemplateInput[];
  readonly variables: readonly EnvTemplateVariable[];
}

export const envTemplateId = z.enum([
  'postgresql',
  'mysql',
  'redis',
  'smtp',
  's3',
  'github-oauth',
  'oidc',
  'rails',
  'laravel',
  'nextauth',
  'django',
  'session',
]);
export type EnvTemplateId = z.infer<typeof envTemplateId>;

const host = { name: 'host', label: 'Host' };
const user = { name: 'user', label: 'User', initial: 'app' };
const database = { name: 'database', label: 'Database', initial: 'app' };
const password = { name: 'password', label: 'Password', isSecret: true };
const key = (name: string, label: string, generate: GeneratedSecret): EnvTemplateInput => ({
  name,
  label,
  generate,
  isSecret: true,
});
const plain = (name: string, value: string): EnvTemplateVariable => ({ key: name, value, isSecret: false });
const secret = (name: string, value: string): EnvTemplateVariable => ({ key: name, value, isSecret: true });

export const envTemplates: readonly EnvTemplate[] = [
  {
    id: 'postgresql',
    title: 'PostgreSQL',
    description: 'One address, as most libraries read it.',
    inputs: [host, { name: 'port', label: 'Port', initial: '5432' }, database, user, password],
    variables: [secret('DATABASE_URL', 'postgresql://{user:url}:{password:url}@{host}:{port}/{database:url}')],
  },
  {
    id: 'mysql',
    title: 'MySQL or MariaDB',
    description: 'One address, as most libraries read it.',
    inputs: [host, { name: 'port', label: 'Port', initial: '3306' }, database, user, password],
    variables: [secret('DATABASE_URL', 'mysql://{user:url}:{password:url}@{host}:{port}/{database:url}')],
  },
  {
    id: 'redis',
    title: 'Redis or Valkey',
    description: 'One address; without a password where none is set.',
    inputs: [
      host,
      { name: 'port', label: 'Port', initial: '6379' },
      { name: 'database', label: 'Database number', initial: '0' },
      { ...password, isOptional: true },
    ],
    variables: [secret('REDIS_URL', 'redis://[:{password:url}@]{host}:{port}/{database}')],
  },
  {
    id: 'smtp',
    title: 'Mail by SMTP',
    description: 'The server that takes outgoing mail.',
    inputs: [
      host,
      { name: 'port', label: 'Port', initial: '587', description: '587 with STARTTLS, 465 with TLS.' },
      { ...user, initial: '', isOptional: true },
      { ...password, isOptional: true },
      { name: 'from', label: 'Sender', isOptional: true, description: 'shop@example.com' },
    ],
    variables: [
      plain('SMTP_HOST', '{host}'),
      plain('SMTP_PORT', '{port}'),
      plain('SMTP_USER', '{user}'),
      secret('SMTP_PASSWORD', '{password}'),
      plain('MAIL_FROM', '{from}'),
    ],
  },
  {
    id: 's3',
    title: 'S3 storage',
    description: 'Amazon S3, or another server that speaks the same, by its endpoint.',
    inputs: [
      { name: 'bucket', label: 'Bucket' },
      { name: 'region', label: 'Region', initial: 'us-east-1' },
      { name: 'endpoint', label: 'Endpoint', isOptional: true, description: 'Nothing for Amazon’s own.' },
      { name: 'accessKeyId', label: 'Access key ID' },
      { name: 'secretAccessKey', label: 'Secret access key', isSecret: true },
    ],
    variables: [
      plain('S3_BUCKET', '{bucket}'),
      plain('S3_ENDPOINT', '{endpoint}'),
      plain('AWS_REGION', '{region}'),
      plain('AWS_ACCESS_KEY_ID', '{accessKeyId}'),
      secret('AWS_SECRET_ACCESS_KEY', '{secretAccessKey}'),
    ],
  },
  {
    id: 'github-oauth',
    title: 'Log in with GitHub',
    description: 'An OAuth application of GitHub: Settings, Developer settings, OAuth Apps.',
    inputs: [
      { name: 'clientId', label: 'Client ID' },
      { name: 'clientSecret', label: 'Client secret', isSecret: true },
    ],
    variables: [plain('GITHUB_CLIENT_ID', '{clientId}'), secret('GITHUB_CLIENT_SECRET', '{clientSecret}')],
  },
  {
    id: 'oidc',
    title: 'Log in with OpenID Connect',
    description: 'Any provider of OAuth 2 with OpenID Connect.',
    inputs: [
      { name: 'issuer', label: 'Issuer', description: 'https://login.example.com' },
      { name: 'clientId', label: 'Client ID' },
      { name: 'clientSecret', label: 'Client secret', isSecret: true },
    ],
    variables: [
      plain('OIDC_ISSUER', '{issuer}'),
      plain('OIDC_CLIENT_ID', '{clientId}'),
      secret('OIDC_CLIENT_SECRET', '{clientSecret}'),
    ],
  },
  {
    id: 'rails',
    title: 'Ruby on Rails',
    description: 'The key that signs sessions.',
    inputs: [key('key', 'Secret key base', 'hex64')],
    variables: [plain('RAILS_ENV', 'production'), secret('SECRET_KEY_BASE', '{key}')],
  },
  {
    id: 'laravel',
    title: 'Laravel',
    description: 'The key that encrypts cookies.',
    inputs: [key('key', 'Application key', 'laravel')],
    variables: [plain('APP_ENV', 'production'), secret('APP_KEY', '{key}')],
  },
  {
    id: 'nextauth',
    title: 'Auth.js (NextAuth)',
    description: 'The key that signs its tokens, under both names it is read by.',
    inputs: [
      key('key', 'Secret', 'base64'),
      { name: 'url', label: 'Address of the application', isOptional: true, description: 'https://shop.example.com' },
    ],
    variables: [secret('NEXTAUTH_SECRET', '{key}'), secret('AUTH_SECRET', '{key}'), plain('NEXTAUTH_URL', '{url}')],
  },
  {
    id: 'django',
    title: 'Django',
    description: 'The key that signs sessions, under both names that settings read it by.',
    inputs: [key('key', 'Secret key', 'django')],
    variables: [secret('SECRET_KEY', '{key}'), secret('DJANGO_SECRET_KEY', '{key}')],
  },
  {
    id: 'session',
    title: 'Session and token keys',
    description: 'For Express, Fastify, Flask and everything else that signs with a key of its own.',
    inputs: [key('session', 'Session secret', 'hex32'), key('jwt', 'Token secret', 'hex32')],
    variables: [secret('SESSION_SECRET', '{session}'), secret('JWT_SECRET', '{jwt}')],
  },
];
