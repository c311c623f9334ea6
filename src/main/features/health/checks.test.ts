// Each check made to fail in turn, with its fix applied.
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../contract/app-error.ts';
import type { Host } from '../../../contract/hosts.ts';
import type { DomainId, HostId, ProjectId } from '../../../contract/ids.ts';
import { createApplicationsCheck } from './checks/applications.ts';
import { createCertificateCheck } from './checks/certificates.ts';
import { createClockCheck } from './checks/clock.ts';
import { createDatabaseCheck, createDatabaseIntegrityCheck } from './checks/database.ts';
import { createHostDiskCheck } from './checks/disk.ts';
import { createEngineCheck } from './checks/engine.ts';
import { createIngressCheck } from './checks/ingress.ts';
import { createKeychainCheck } from './checks/keychain.ts';
import { createLeftoversCheck } from './checks/leftovers.ts';
import { createHostMemoryCheck } from './checks/memory.ts';
import { createQueueCheck } from './checks/queue.ts';
import { createSshLinkCheck } from './checks/ssh-link.ts';
import type {
  Application,
  DatabaseKeeper,
  HealthCheck,
  HostsReader,
  HostVitals,
  Observation,
  VitalsReader,
} from './ports.ts';
import { thresholds } from './testing/thresholds.ts';

const { signal } = new AbortController();

const host = (state: Partial<Host> = {}): Host =>
  ({
    id: 1,
    name: 'box',
    kind: 'local',
    status: 'connected',
    endpoint: 'unix:///d.sock',
    engine: { version: '29' },
    error: null,
    ...state,
  }) as Host;
const hostsOf = (...hosts: Host[]) => ({ list: () => hosts, reconnect: async () => host() });

async function states(check: HealthCheck): Promise<readonly (readonly [string, string])[]> {
  return (await check.check(signal)).map(({ id, status }) => [id, status]);
}
async function only(check: HealthCheck): Promise<Observation> {
  const [found, ...others] = await check.check(signal);
  expect(others).toEqual([]);
  return found as Observation;
}
/** Presses the one button that the finding has. */
async function fix(observation: Observation): Promise<string> {
  const [first, ...others] = observation.fixes ?? [];
  expect(others).toEqual([]);
  return first === undefined ? 'there is no fix' : first.apply(signal);
}

const hostDisk = (hosts: HostsReader, vitals: VitalsReader) =>
  createHostDiskCheck({ hosts, vitals, thresholds, cleanUpFix: async () => null });
const hostMemory = (hosts: HostsReader, vitals: VitalsReader) => createHostMemoryCheck(hosts, vitals, thresholds);

describe('engines and the way to them', () => {
  const refused = { code: 'DOCKER_NOT_FOUND', message: 'No engine.', hint: 'Start it.' };
  const unreached = { code: 'SSH_UNREACHABLE', message: 'It does not answer.', hint: 'Switch it on.' };

  it('tell how each engine is, and look for it again', async () => {
    const hosts = hostsOf(host(), host({ id: 2 as HostId, status: 'connecting' }));
    expect(await states(createEngineCheck(hosts))).toEqual([
      ['engine:1', 'ok'],
      ['engine:2', 'warning'],
    ]);
    const gone = await only(createEngineCheck(hostsOf(host({ status: 'unreachable', error: refused }))));
    expect(gone).toMatchObject({ status: 'failed', message: 'box: No engine.', hint: 'Start it.' });
    expect(await fix(gone)).toBe('box answers again.');
  });

  it('leave what is wrong with the way to the SSH link', async () => {
    const cut = hostsOf(host({ kind: 'ssh', status: 'unreachable', error: unreached }));
    expect(await states(createEngineCheck(cut))).toEqual([]);
    const link = createSshLinkCheck(cut, { link: () => Promise.reject(new Error('not asked')) });
    const found = await only(link);
    expect(found).toMatchObject({ id: 'ssh:1', status: 'failed', hint: 'Switch it on.' });
    expect(await fix(found)).toBe('box answers again.');
  });

  it.each([
    [3, 1, 'ok'],
    [900, 1, 'warning'],
    [3, 8, 'warning'],
  ])('say of a link of %d ms with %d of 8 sessions in use: %s', async (medianMs, used, status) => {
    const link = createSshLinkCheck(hostsOf(host({ kind: 'ssh' })), {
      link: async () => ({ medianMs, sessions: { used, most: 8 } }),
    });
    expect((await only(link)).status).toBe(status);
  });

  it('do not apply where no host is over SSH', () => {
    const none = createSshLinkCheck(hostsOf(host()), { link: () => Promise.reject(new Error('not asked')) });
    expect(none.applies?.()).toBe(false);
  });
});

describe('machines of hosts', () => {
  const vitals = (found: Partial<HostVitals>) => ({
    read: async () => ({ clockOffsetMs: null, disk: null, memory: null, ...found }),
  });

  it.each([
    [0, 'ok', 'agree'],
    [-9_000, 'warning', '9.0 s behind'],
    [90_000, 'failed', '90.0 s ahead of'],
  ])('a clock that is off by %d ms: %s', async (clockOffsetMs, status, words) => {
    const found = await only(createClockCheck(hostsOf(host()), vitals({ clockOffsetMs })));
    expect(found).toMatchObject({ status, message: expect.stringContaining(words) });
  });

  it('what is not known is not said, and hosts that are away are not asked', async () => {
    const away = hostsOf(host({ status: 'unreachable' }));
    for (const make of [createClockCheck, hostDisk, hostMemory]) {
      expect(await make(hostsOf(host()), vitals({})).check(signal)).toEqual([]);
      expect(await make(away, { read: () => Promise.reject(new Error('asked')) }).check(signal)).toEqual([]);
    }
  });
});

describe('this installation', () => {
  const database = (change: Partial<DatabaseKeeper> = {}): DatabaseKeeper => ({
    probe: () => undefined,
    facts: () => ({ sizeBytes: 4_400_000, walBytes: 0, unusedBytes: 0 }),
    verify: () => [],
    reindex: () => undefined,
    checkpoint: () => undefined,
    compact: () => undefined,
    backUp: async () => '/data/copy.db',
    ...change,
  });

  it('a database that cannot be written', async () => {
    const full = database({
      probe: () => {
        throw new Error('database or disk is full');
      },
    });
    expect(await only(createDatabaseCheck(full))).toMatchObject({
      status: 'failed',
      message: 'The database cannot be written: database or disk is full.',
    });
    expect(await only(createDatabaseCheck(database()))).toMatchObject({ status: 'ok' });
  });

  it('a write-ahead log that grows, brought into the file', async () => {
    let walBytes = 100 * 1024 ** 2;
    const found = await only(
      createDatabaseCheck(
        database({
          facts: () => ({ sizeBytes: 4_400_000, walBytes, unusedBytes: 0 }),
          checkpoint: () => {
            walBytes = 0;
          },
        }),
      ),
    );
    expect(found).toMatchObject({ status: 'warning', message: expect.stringContaining('100 MB wait') });
    expect(await fix(found)).toBe('The write-ahead log has 0 B now.');
  });

  it('a database that is mostly empty, made small', async () => {
    let sizeBytes = 200 * 1024 ** 2;
    const found = await only(
      createDatabaseCheck(
        database({
          facts: () => ({ sizeBytes, walBytes: 0, unusedBytes: 150 * 1024 ** 2 }),
          compact: () => {
            sizeBytes = 50 * 1024 ** 2;
          },
        }),
      ),
    );
    expect(found.status).toBe('warning');
    expect(await fix(found)).toBe('The database has 50 MB now.');
  });

  it('a damaged database: only its indices can be made anew, a copy always', async () => {
    const damaged = await only(createDatabaseIntegrityCheck(database({ verify: () => ['Tree 4 page 9: bad'] })));
    expect(damaged.status).toBe('failed');
    expect(await fix(damaged)).toBe('Copied to /data/copy.db.');
    let problems = ['row 3 missing from index deployments_by_project'];
    const indices = await only(
      createDatabaseIntegrityCheck(
        database({
          verify: () => problems,
          reindex: () => {
            problems = [];
          },
        }),
      ),
    );
    expect(indices.fixes?.map(({ id }) => id)).toEqual(['reindex-database', 'back-up-database']);
    expect(await indices.fixes?.[0]?.apply(signal)).toBe('The database is whole again.');
  });

  it('a keychain that is missing', async () => {
    const missing = createKeychainCheck({
      probe: () => Promise.reject(new AppError('KEYCHAIN_UNAVAILABLE', { problem: 'none runs' })),
    });
    expect(await only(missing)).toMatchObject({ status: 'warning', message: expect.stringContaining('none runs') });
    expect((await only(createKeychainCheck({ probe: async () => undefined }))).status).toBe('ok');
  });
});

describe('the queue', () => {
  const queue = (change: object) => ({
    oldestWaitingSince: () => null,
    activeCount: () => 0,
    pausedHosts: () => [],
    resume: () => undefined,
    wake: () => undefined,
    ...change,
  });
  const check = (change: object) =>
    createQueueCheck({ queue: queue(change), hosts: hostsOf(host()), now: () => 10_000_000 });

  it.each([
    [null, 0, 'ok'],
    [0, 1, 'ok'],
    [0, 0, 'warning'],
    [9_990_000, 0, 'ok'],
  ])('with the oldest since %s and %d active: %s', async (since, active, status) => {
    const found = await only(check({ oldestWaitingSince: () => since, activeCount: () => active }));
    expect(found.status).toBe(status);
  });

  it('that is stuck is looked at again', async () => {
    let active = 0;
    const stuck = check({ oldestWaitingSince: () => 0, activeCount: () => active, wake: () => (active = 1) });
    expect(await fix(await only(stuck))).toBe('The queue moves again.');
  });

  it('that somebody paused and forgot is resumed', async () => {
    const resumed: number[] = [];
    const forgotten = check({
      pausedHosts: () => [
        { hostId: 1, since: 0, waiting: 3 },
        { hostId: 2, since: 0, waiting: 0 },
        { hostId: 3, since: 9_990_000, waiting: 1 },
      ],
      resume: (id: number) => resumed.push(id),
    });
    const [, paused] = await forgotten.check(signal);
    expect(paused).toMatchObject({ id: 'queue:1', status: 'warning', message: expect.stringContaining('3 h, and 3') });
    await fix(paused as Observation);
    expect(resumed).toEqual([1]);
  });
});

describe('applications', () => {
  const application = (change: Partial<Application>): Application => ({
    projectId: 7 as ProjectId,
    name: 'shop',
    runState: 'running',
    problem: null,
    ...change,
  });
  const check = (...all: Application[]) => {
    const done: string[] = [];
    return {
      done,
      check: createApplicationsCheck({
        list: () => all,
        start: async (id) => void done.push(`start ${id}`),
        restart: async (id) => void done.push(`restart ${id}`),
      }),
    };
  };

  it('that run, and that somebody stopped, are fine', async () => {
    const stopped = application({ runState: 'stopped' });
    expect(await only(check(application({}), stopped).check)).toMatchObject({
      id: 'application',
      status: 'ok',
      message: '1 application runs.',
    });
  });

  it('that crashed are started again', async () => {
    const problem = { message: 'It exited with code 1.', hint: 'See its log.' };
    const crashed = check(application({ runState: 'stopped', problem }));
    const found = await only(crashed.check);
    expect(found).toMatchObject({ id: 'application:7', status: 'failed', message: 'shop: It exited with code 1.' });
    await fix(found);
    expect(crashed.done).toEqual(['start 7']);
  });

  it('that crash again and again are restarted', async () => {
    const looping = check(application({ runState: 'restarting' }));
    await fix(await only(looping.check));
    expect(looping.done).toEqual(['restart 7']);
  });
});

describe('what is left over', () => {
  const item = (key: string, needsChoice: boolean) => ({
    key,
    kind: 'container' as const,
    name: key,
    reason: 'orphaned' as const,
    sizeBytes: 1024 ** 2,
    needsChoice,
  });

  it('goes by a fix that names it; what runs or holds data by one of its own', async () => {
    const items = [item('a', false), item('b', false), item('c', true)];
    const asked: (readonly string[])[] = [];
    const check = createLeftoversCheck(hostsOf(host()), {
      plan: async () => ({ items }),
      async remove(_id, keys) {
        asked.push(keys);
        const removed = items.filter(({ key }) => keys.includes(key) && key !== 'b');
        return { removed, kept: keys.includes('b') ? [{ key: 'b', name: 'b', reason: 'it is used by now' }] : [] };
      },
    });
    const found = await only(check);
    expect(found).toMatchObject({ status: 'warning', message: expect.stringContaining('3 containers of ours') });
    const [free, chosen] = found.fixes ?? [];
    expect([free?.removes, chosen?.removes]).toEqual([['container a', 'container b'], ['container c']]);
    expect(await free?.apply(signal)).toBe('Removed 1 container. Kept b: it is used by now.');
    await chosen?.apply(signal);
    expect(asked).toEqual([['a', 'b'], ['c']]);
  });

  it('is nothing on a tidy host', async () => {
    const check = createLeftoversCheck(hostsOf(host()), {
      plan: async () => ({ items: [] }),
      remove: () => Promise.reject(new Error('nothing to remove')),
    });
    expect((await only(check)).status).toBe('ok');
  });
});

describe('the ingress and domains', () => {
  it('an ingress that cannot be had is a warning with its reason, and is installed again', async () => {
    const error = { code: 'INGRESS_PORT_TAKEN', message: 'Port 80 is taken.', hint: 'Stop what has it.' };
    const unavailable = createIngressCheck(hostsOf(host()), {
      get: () => ({ status: 'unavailable', program: null, error, routes: 0 }),
      install: async () => 'running',
    });
    const found = await only(unavailable);
    expect(found).toMatchObject({ id: 'ingress:1', status: 'warning', hint: 'Stop what has it.' });
    expect(await fix(found)).toBe('The ingress runs.');
    const off = createIngressCheck(hostsOf(host()), {
      get: () => ({ status: 'off', program: null, error: null, routes: 0 }),
      install: async () => 'off',
    });
    expect(await off.check(signal)).toEqual([]);
  });

  const day = 86_400_000;
  it.each([
    [{ expiresAt: 60 * day }, 'ok'],
    [{ expiresAt: 9 * day }, 'warning'],
    [{ expiresAt: 2 * day }, 'failed'],
    [{ expiresAt: -day }, 'failed'],
    [{ refusal: 'no route to 203.0.113.7' }, 'failed'],
    [{ dnsProblem: 'It leads to 198.51.100.1.' }, 'warning'],
  ])('a domain with %o: %s', async (change, status) => {
    const checked: number[] = [];
    const domain = { id: 4 as DomainId, hostName: 'shop.example', dnsProblem: null, refusal: null, expiresAt: null };
    const check = createCertificateCheck(
      { list: () => [{ ...domain, ...change }], check: async (id) => void checked.push(id) },
      () => 0,
    );
    expect(check.applies?.()).toBe(true);
    const found = await only(check);
    expect(found.status).toBe(status);
    const fixed = await fix(found);
    expect([fixed, checked]).toEqual(status === 'ok' ? ['there is no fix', []] : ['shop.example was looked at.', [4]]);
  });
});
