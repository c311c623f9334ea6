import { describe, expect, it } from 'vitest';
import {
  fingerprintOf,
  judgeHostKey,
  keyTypeOf,
  knownHostName,
  knownKeyTypes,
  parseKnownHosts,
} from './known-hosts.ts';

// Made with ssh-keygen; the hashed names with `ssh-keygen -H`.
const first = 'AAAAC3NzaC1lZDI1NTE5AAAAIFMY/WnX9v+fzRLPp5/ZXXofLuUIx6wI2XEzLTjkhcXs';
const second = 'AAAAC3NzaC1lZDI1NTE5AAAAIPCz3v3PMM968HRqIwWBGJcbk4rrQz16Os7TaBPyd/RG';
const hashed = `|1|Hut0fxbr+zgkxs3JoTqz1se1XYY=|anmNcVPyhge7TSwoIp5DEf9ClV8= ssh-ed25519 ${first}
|1|Z5W3B8A6VWAhZUpam4vrOFgEcSw=|QRRxnMJEPwfQ9jFIYA71JWr/5Nw= ssh-ed25519 ${first}`;
const key = (base64: string): Buffer => Buffer.from(base64, 'base64');

function judge(text: string, host: string, port = 22, presented = first) {
  return judgeHostKey(parseKnownHosts(text), { host, port, key: key(presented) }).type;
}

describe('a host key', () => {
  const cases: readonly (readonly [string, string, string, number, string])[] = [
    ['a plain name', `server.example ssh-ed25519 ${first}`, 'server.example', 22, 'known'],
    ['a name in another case', `Server.Example ssh-ed25519 ${first}`, 'SERVER.example', 22, 'known'],
    ['one of several names', `a,server.example,10.0.0.1 ssh-ed25519 ${first}`, '10.0.0.1', 22, 'known'],
    ['a port', `[server.example]:2222 ssh-ed25519 ${first}`, 'server.example', 2222, 'known'],
    ['an address of version 6', `[fe80::1]:2222 ssh-ed25519 ${first}`, 'fe80::1', 2222, 'known'],
    ['a hashed name', hashed, 'Server.Example', 22, 'known'],
    ['a hashed name with a port', hashed, 'server.example', 2222, 'known'],
    ['another hashed name', hashed, 'server.example.org', 22, 'unknown'],
    ['another key behind a hashed name', hashed.replaceAll(first, second), 'server.example', 22, 'changed'],
    ['another port', `[server.example]:2222 ssh-ed25519 ${first}`, 'server.example', 2223, 'unknown'],
    ['the same key without a port', `server.example ssh-ed25519 ${first}`, 'server.example', 2222, 'known'],
    ['another key without a port', `server.example ssh-ed25519 ${second}`, 'server.example', 2222, 'unknown'],
    ['a pattern', `*.example ssh-ed25519 ${first}`, 'server.example', 22, 'known'],
    ['a pattern of one letter', `serve?.example ssh-ed25519 ${first}`, 'server.example', 22, 'known'],
    ['a dot that is no pattern', `server.example ssh-ed25519 ${first}`, 'serverxexample', 22, 'unknown'],
    ['an exception', `*.example,!server.example ssh-ed25519 ${first}`, 'server.example', 22, 'unknown'],
    ['nothing', '', 'server.example', 22, 'unknown'],
    ['a comment', `# server.example ssh-ed25519 ${first}`, 'server.example', 22, 'unknown'],
    ['half a line', 'server.example ssh-ed25519', 'server.example', 22, 'unknown'],
    ['an authority for certificates', `@cert-authority * ssh-ed25519 ${first}`, 'server.example', 22, 'unknown'],
    ['another key', `server.example ssh-ed25519 ${second}`, 'server.example', 22, 'changed'],
    ['another key behind a pattern', `*.example ssh-ed25519 ${second}`, 'server.example', 22, 'changed'],
    ['a key of another type', `server.example ssh-rsa ${second}`, 'server.example', 22, 'changed'],
    [
      'the right one among several keys',
      `server.example ssh-ed25519 ${second}\nserver.example ssh-ed25519 ${first}`,
      'server.example',
      22,
      'known',
    ],
    [
      'a revoked key that is listed as well',
      `server.example ssh-ed25519 ${first}\n@revoked * ssh-ed25519 ${first}`,
      'server.example',
      22,
      'revoked',
    ],
    ['another revoked key', `@revoked * ssh-ed25519 ${second}`, 'server.example', 22, 'unknown'],
    [
      'a line with a comment and tabs',
      `server.example\tssh-ed25519\t${first} me@here\r\n`,
      'server.example',
      22,
      'known',
    ],
  ];
  for (const [what, text, host, port, expected] of cases) {
    it(`is ${expected} for ${what}`, () => expect(judge(text, host, port)).toBe(expected));
  }

  it('says which keys were expected', () => {
    const lines = parseKnownHosts(`server.example ssh-ed25519 ${second}`);
    expect(judgeHostKey(lines, { host: 'server.example', port: 22, key: key(first) })).toEqual({
      type: 'changed',
      expected: [fingerprintOf(key(second))],
    });
  });

  it('knows whether OpenSSH would believe a certificate instead', () => {
    const authorityOf = (host: string) =>
      judgeHostKey(parseKnownHosts(`@cert-authority *.example ssh-ed25519 ${second}`), {
        host,
        port: 22,
        key: key(first),
      });
    expect(authorityOf('server.example')).toEqual({ type: 'unknown', hasAuthority: true });
    expect(authorityOf('server.other')).toEqual({ type: 'unknown', hasAuthority: false });
    expect(knownKeyTypes(parseKnownHosts(`@cert-authority a ssh-ed25519 ${second}`), 'a', 22)).toEqual([]);
  });

  it('has the type that it names', () => {
    expect(keyTypeOf(key(first))).toBe('ssh-ed25519');
    expect(keyTypeOf(Buffer.alloc(2))).toBe('');
  });
});

describe('names', () => {
  it('carry their port unless it is the usual one', () => {
    expect(knownHostName('Server', 22)).toBe('server');
    expect(knownHostName('server', 2222)).toBe('[server]:2222');
  });
  it('give the types that are known', () => {
    const lines = parseKnownHosts(`a ssh-ed25519 ${first}\na ssh-rsa AAAA\n@revoked a ecdsa-sha2-nistp256 AAAA`);
    expect(knownKeyTypes(lines, 'a', 22)).toEqual(['ssh-ed25519', 'ssh-rsa']);
  });
});
