import { describe, expect, it } from 'vitest';
import { parseJump, planRoute } from './route.ts';
import { parseSshConfig, type ReadSshConfig } from './ssh-config.ts';

/** `ssh -G` of these aliases. */
const configs: Readonly<Record<string, string>> = {
  web: 'hostname 10.0.0.2\nuser deploy\nport 2222\nproxyjump admin@gate:2200\n',
  gate: 'hostname gate.example\n',
  corporate: 'hostname 10.0.0.3\nproxycommand corkscrew proxy 3128 %h %p\n',
  circle: 'hostname circle\nproxyjump circle\n',
};
const readConfig: ReadSshConfig = async (request) => parseSshConfig(configs[request.host] ?? '', request, '/home/me');
const route = async (address: string, jump: string | null = null) =>
  (
    await planRoute(
      { readConfig, localUser: 'me' },
      { address, port: null, user: null, jump },
      new AbortController().signal,
    )
  ).map(({ hostName, port, user, isTarget }) => `${user}@${hostName}:${port}${isTarget ? ' target' : ''}`);

describe('the way to a host', () => {
  it('is the host alone', async () => {
    expect(await route('server.example')).toEqual(['me@server.example:22 target']);
  });
  it('leads over the jump hosts of an alias', async () => {
    expect(await route('web')).toEqual(['admin@gate.example:2200', 'deploy@10.0.0.2:2222 target']);
  });
  it('leads over the jump hosts that were entered instead, in their order', async () => {
    expect(await route('web', 'a@one, [fe80::1]:23')).toEqual([
      'a@one:22',
      'me@fe80::1:23',
      'deploy@10.0.0.2:2222 target',
    ]);
  });
  it('is not guessed past a ProxyCommand, and otherwise where a jump host was entered', async () => {
    await expect(route('corporate')).rejects.toMatchObject({
      code: 'SSH_CONFIG_UNUSABLE',
      message: expect.stringContaining('corkscrew proxy 3128 %h %p') as string,
    });
    await expect(route('web', 'corporate')).rejects.toMatchObject({ code: 'SSH_CONFIG_UNUSABLE' });
    expect(await route('corporate', 'one')).toEqual(['me@one:22', 'me@10.0.0.3:22 target']);
  });
  it('does not lead round in circles', async () => {
    await expect(route('circle')).rejects.toMatchObject({ code: 'SSH_CONFIG_UNUSABLE' });
  });
});

describe('a jump host', () => {
  it.each(['', 'a b', 'user@', '-oProxyCommand=x', 'host:port'])('is not "%s"', (text) => {
    expect(() => parseJump(text, 'web')).toThrow(expect.objectContaining({ code: 'SSH_CONFIG_UNUSABLE' }));
  });
});
