import { describe, expect, it } from 'vitest';
import { AppError } from '../../../contract/app-error.ts';
import type { HostId } from '../../../contract/ids.ts';
import { connection, fixture, local } from './testing/fixture.ts';

describe('hosts', () => {
  it('connects, announces it and hands out the engine', async () => {
    const { hosts, attempts, announced, connected, start } = fixture();
    start();
    const engine = hosts.engine(local.id);
    attempts[0]?.resolve(connection('engine').value);
    expect(await engine).toBe('engine');
    expect(connected).toEqual(['engine']);
    expect(announced.at(-1)).toMatchObject({
      status: 'connected',
      endpoint: 'unix:///x.sock',
      projectCount: 2,
      runningCount: 1,
    });
    await hosts.stop();
  });

  it('says why there is no engine, and waits longer after each failure', async () => {
    const { hosts, attempts, sleeps, start, when } = fixture();
    start();
    attempts[0]?.reject(new AppError('DOCKER_NOT_FOUND', { looked: ['/x.sock'] }));
    await when(() => sleeps.length === 1);
    await expect(hosts.engine(local.id)).rejects.toMatchObject({ code: 'DOCKER_NOT_FOUND' });
    sleeps[0]?.wake();
    await when(() => attempts.length === 2);
    attempts[1]?.reject(new AppError('DOCKER_NOT_FOUND', { looked: ['/x.sock'] }));
    await when(() => sleeps.length === 2);
    expect(sleeps.map(({ ms }) => ms)).toEqual([500, 1000]);
    await hosts.stop();
  });

  it('tries at once when asked to, instead of waiting', async () => {
    const { hosts, attempts, sleeps, start, when } = fixture();
    start();
    attempts[0]?.reject(new Error('no'));
    await when(() => sleeps.length === 1);
    const reconnected = hosts.reconnect({ id: local.id });
    await when(() => attempts.length === 2);
    attempts[1]?.resolve(connection('again').value);
    expect(await reconnected).toMatchObject({ status: 'connected' });
    await hosts.stop();
  });

  it('goes on by itself after a loss', async () => {
    const { hosts, attempts, announced, connected, lost, start, when } = fixture();
    start();
    const first = connection('first');
    attempts[0]?.resolve(first.value);
    await when(() => connected.length === 1);
    first.lose();
    await when(() => attempts.length === 2);
    expect(lost).toEqual([local.id]);
    expect(announced.at(-1)).toMatchObject({ status: 'connecting', error: { code: 'ENGINE_LOST' } });
    attempts[1]?.resolve(connection('second').value);
    await when(() => connected.length === 2);
    await hosts.stop();
  });

  it('refuses a host that is not there', () => {
    const { hosts } = fixture();
    expect(() => hosts.get({ id: 9 as HostId })).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  });
});
