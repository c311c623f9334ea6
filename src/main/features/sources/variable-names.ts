/** Given by the platform, the runtime or the machine: nobody has to set them. */
const setByPlatform =
  /^(?:PORT|HOST|HOSTNAME|HOME|PATH|PWD|USER|SHELL|TERM|LANG|LC_\w+|TZ|TMPDIR|TEMP|TMP|CI|NODE_ENV|NODE_OPTIONS|NODE_PATH|DEBUG|NO_COLOR|FORCE_COLOR|MODE|DEV|PROD|SSR|BASE_URL|PYTHON\w*|VIRTUAL_ENV|GOPATH|GOOS|GOARCH|CGO_ENABLED|npm_\w+|GITHUB_(?:ACTIONS|SHA|REF|RUN_ID|WORKSPACE|REPOSITORY)|VERCEL(?:_\w+)?|NETLIFY|HEROKU\w*|JEST_WORKER_ID|VITEST|NEXT_RUNTIME|NEXT_PHASE|APPDATA|LOCALAPPDATA|USERPROFILE|XDG_\w+|__\w+)$/;

export function isSetByPlatform(key: string): boolean {
  return setByPlatform.test(key);
}

const secretWords = new Set(
  'SECRET SECRETS TOKEN TOKENS PASSWORD PASSWD PASS PASSPHRASE PWD CREDENTIAL CREDENTIALS PRIVATE APIKEY AUTH SIGNATURE SALT PEPPER COOKIE DSN'.split(
    ' ',
  ),
);
/** What is compiled into a page is public whatever its name. */
const publicPrefix = /^(?:NEXT_PUBLIC|NUXT_PUBLIC|VITE|REACT_APP|VUE_APP|GATSBY|PUBLIC|EXPO_PUBLIC|NG_APP)_/;

/** By the name alone: `STRIPE_SECRET_KEY`, `DB_PASSWORD`, `DATABASE_URL` (which holds a password as a rule). */
export function looksSecret(key: string): boolean {
  const name = key.toUpperCase();
  if (publicPrefix.test(name) || /_(?:FILE|PATH|TTL|EXPIRY|EXPIRES\w*|LENGTH|URI_PATH)$/.test(name)) return false;
  if (
    /(?:^|_)(?:DATABASE|DB|POSTGRES(?:QL)?|PG|MYSQL|MONGO(?:DB)?|REDIS|AMQP|RABBITMQ|SMTP|MAILER)_(?:URL|URI|DSN)$/.test(
      name,
    )
  )
    return true;
  if (
    /(?:^|_)(?:API|ACCESS|SECRET|PRIVATE|ENCRYPTION|SIGNING|MASTER|SESSION|JWT|LICENSE|SERVICE)_?KEY(?:_ID)?$/.test(
      name,
    )
  )
    return !name.endsWith('_ID');
  return name.split('_').some((word) => secretWords.has(word));
}
