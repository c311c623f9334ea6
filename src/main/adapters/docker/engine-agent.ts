// Connections to one engine, kept alive and used again, and what docker-modem must be told about them.
import { readFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import { join } from 'node:path';
import { inspect } from 'node:util';
import type Docker from 'dockerode';
import type { Endpoint, TlsFiles } from './endpoint.ts';

const pooling = { keepAlive: true, maxFreeSockets: 8, scheduling: 'lifo' } as const;

/** Throws what reading the certificate files throws. */
export async function createEngineAgent(endpoint: Endpoint): Promise<Agent> {
  const agent =
    endpoint.kind === 'tcp' && endpoint.tls !== null
      ? new TlsAgent({ ...pooling, ...(await readTls(endpoint.tls)) })
      : new Agent(pooling);
  // docker-modem writes its request options out with util.inspect on every request, to any depth: with the pool's sockets
  // among them that takes seconds as soon as some streams are open.
  Object.defineProperty(agent, inspect.custom, { value: () => 'EngineAgent' });
  return agent;
}

async function readTls({ directory, isVerified }: TlsFiles): Promise<object> {
  const [ca, cert, key] = await Promise.all(
    ['ca.pem', 'cert.pem', 'key.pem'].map((name) => readFile(join(directory, name))),
  );
  return { ca, cert, key, rejectUnauthorized: isVerified };
}

/**
 * Every option that docker-modem would otherwise take from DOCKER_HOST and its companions is named, undefined included:
 * the endpoint has been decided already.
 */
export function modemOptions(endpoint: Endpoint, agent: Agent, apiVersion: string | null): Docker.DockerOptions {
  const common = {
    agent,
    version: apiVersion === null ? undefined : `v${apiVersion}`,
    timeout: undefined,
    ca: undefined,
    cert: undefined,
    key: undefined,
  };
  return endpoint.kind === 'socket'
    ? { ...common, socketPath: endpoint.path, host: undefined, port: undefined, protocol: 'http' }
    : {
        ...common,
        socketPath: undefined,
        host: endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host,
        port: endpoint.port,
        protocol: endpoint.tls === null ? 'http' : 'https',
      };
}
