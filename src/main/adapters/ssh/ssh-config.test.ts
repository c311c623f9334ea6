import { describe, expect, it } from 'vitest';
import { parseSshConfig } from './ssh-config.ts';

const request = { host: 'web', port: null, user: null };
const printed = `host web
user deploy
hostname web.example.org
port 2222
identityfile ~/.ssh/id_web
identityfile /keys/other
proxyjump admin@gate:2200
hostkeyalias web-key
userknownhostsfile /home/me/.ssh/known_hosts ~/.ssh/more
globalknownhostsfile none
`;

describe('the configuration of a host', () => {
  it('is what ssh -G prints', () => {
    expect(parseSshConfig(printed, request, '/home/me')).toEqual({
      hostName: 'web.example.org',
      user: 'deploy',
      port: 2222,
      identityFiles: ['/home/me/.ssh/id_web', '/keys/other'],
      identityAgent: null,
      proxyJump: 'admin@gate:2200',
      proxyCommand: null,
      hostKeyAlias: 'web-key',
      knownHostsFiles: ['/home/me/.ssh/known_hosts', '/home/me/.ssh/more'],
    });
  });

  it('gives way to what was entered', () => {
    expect(parseSshConfig(printed, { host: 'web', port: 22, user: 'root' }, '/home/me')).toMatchObject({
      port: 22,
      user: 'root',
    });
  });

  it('is the usual one where there is no ssh', () => {
    expect(parseSshConfig('', request, '/home/me')).toMatchObject({
      hostName: 'web',
      user: null,
      port: 22,
      proxyJump: null,
      knownHostsFiles: ['/home/me/.ssh/known_hosts', '/home/me/.ssh/known_hosts2', '/etc/ssh/ssh_known_hosts'],
    });
  });

  it('names a program that makes the connection', () => {
    const commandOf = (text: string) => parseSshConfig(text, request, '/home/me').proxyCommand;
    expect(commandOf('proxycommand nc %h %p\n')).toBe('nc %h %p');
    expect(commandOf('proxycommand none\n')).toBeNull();
  });
});
