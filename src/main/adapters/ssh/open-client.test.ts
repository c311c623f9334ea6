import { KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import ssh2, { type Client } from 'ssh2';
import { afterEach, describe, expect, it } from 'vitest';
import { openClient } from './open-client.ts';

const opened: { close(): unknown }[] = [];
afterEach(() => opened.splice(0).forEach((each) => each.close()));

async function portOf(server: Server | ssh2.Server): Promise<number> {
  opened.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function connect(port: number, loginTimeoutMs?: number): Promise<Client> {
  const client = await openClient({
    hop: {
      hostName: '127.0.0.1',
      port,
      user: 'me',
      label: 'here',
      isTarget: true,
      identityFiles: [],
      identityAgent: null,
      proxyJump: null,
      proxyCommand: null,
      hostKeyAlias: null,
      knownHostsFiles: [],
    },
    through: null,
    hostKey: { knownTypes: [], judge: () => null },
    methods: [
      {
        label: 'the password',
        kind: 'password',
        method: { type: 'password', username: 'me', password: 'open sesame' },
      },
    ],
    signal: new AbortController().signal,
    onStage: () => undefined,
    ...(loginTimeoutMs === undefined ? {} : { loginTimeoutMs }),
  });
  opened.push({ close: () => client.end() });
  return client;
}

/** Lets everybody in. */
function sshServer(greeting = ''): ssh2.Server {
  const { private: key } = ssh2.utils.generateKeyPairSync('ed25519');
  return new ssh2.Server({ hostKeys: [key], greeting }, (connection) => {
    connection.on('authentication', (attempt) =>
      attempt.method === 'password' ? attempt.accept() : attempt.reject(['password']),
    );
    connection.on('error', () => undefined);
  });
}

describe('a connection', () => {
  it('keeps its keys in the form that costs nothing with every packet', async () => {
    const client = await connect(await portOf(sshServer()));
    const insides = client as unknown as {
      readonly _protocol: { readonly _cipher: { _encKey: unknown }; readonly _decipher: { _decipherKey: unknown } };
    };
    expect(insides._protocol._cipher._encKey).toBeInstanceOf(KeyObject);
    expect(insides._protocol._decipher._decipherKey).toBeInstanceOf(KeyObject);
  });

  it('is made with a server that says something before it names itself', async () => {
    await expect(connect(await portOf(sshServer('Authorised use only.')))).resolves.toBeDefined();
  });

  it('is not waited for where a server accepts and then says nothing', async () => {
    const visitors = new Set<Socket>();
    const port = await portOf(createServer((socket) => visitors.add(socket)));
    const connecting = connect(port, 100);
    await expect(connecting).rejects.toMatchObject({
      code: 'SSH_UNREACHABLE',
      message: expect.stringContaining('says nothing for 0.1 s') as string,
    });
    // Nor left open.
    for (const socket of visitors) {
      if (!socket.resume().closed) {
        await once(socket, 'close');
      }
    }
  });
});
