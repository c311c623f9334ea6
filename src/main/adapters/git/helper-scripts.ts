// Two small programs that git calls. Written beside the key of one run and removed with it: inside a packaged
// application there is no file that could be executed.

/**
 * Answers git's questions for user and password from the environment and a file, for the one server they belong to: a redirect or
 * a submodule of another server that asks gets nothing.
 */
export const askpassScript = `#!/bin/sh
case "$1" in
  "Username for '$MINIPAAS_GIT_SCHEME://$MINIPAAS_GIT_HOST': ")
    printf '%s\\n' "$MINIPAAS_GIT_USERNAME" ;;
  "Password for '$MINIPAAS_GIT_SCHEME://"*"@$MINIPAAS_GIT_HOST': ")
    cat -- "$MINIPAAS_GIT_TOKEN_FILE" ;;
  *)
    exit 1 ;;
esac
`;

/**
 * Runs ssh so that it never asks, refuses servers that are not in known_hosts, and with a key of the project's offers
 * that key alone.
 */
export const sshScript = `#!/bin/sh
set -- -o BatchMode=yes -o StrictHostKeyChecking=yes -o ConnectTimeout=20 \\
  -o ServerAliveInterval=15 -o ServerAliveCountMax=4 "$@"
if [ -n "$MINIPAAS_GIT_KNOWN_HOSTS" ]; then
  set -- -o "UserKnownHostsFile=$MINIPAAS_GIT_KNOWN_HOSTS" "$@"
fi
if [ -n "$MINIPAAS_GIT_KEY" ]; then
  set -- -i "$MINIPAAS_GIT_KEY" -o IdentitiesOnly=yes -o IdentityAgent=none -o PreferredAuthentications=publickey "$@"
fi
exec ssh "$@"
`;
