import { describe, expect, it } from 'vitest';
import { environmentSearch, logSearch, overviewSearch, projectsSearch } from './search.ts';

describe('addresses', () => {
  it('keep what makes sense', () => {
    expect(projectsSearch({ q: 'shop', sort: 'state', dir: 'desc', new: 'image', from: 'nginx' })).toEqual({
      q: 'shop',
      sort: 'state',
      dir: 'desc',
      new: 'image',
      from: 'nginx',
    });
    expect(
      logSearch({ kind: 'runtime', deployment: 7, line: '12-15', at: 3, find: 'x', wrap: true, times: true }),
    ).toEqual({
      kind: 'runtime',
      deployment: 7,
      line: '12-15',
      at: 3,
      find: 'x',
      wrap: true,
      times: 'local',
    });
    expect(overviewSearch({ deployment: 4 })).toEqual({ deployment: 4 });
    expect(environmentSearch({ q: 'DB' })).toEqual({ q: 'DB' });
  });

  it('leave out what does not', () => {
    expect(projectsSearch({ q: {}, sort: 'size', dir: 'up', new: 'ftp', from: '' })).toEqual({});
    expect(logSearch({ kind: 'access', deployment: '7', line: 'first', at: -1, find: '', wrap: 'yes' })).toEqual({});
    expect(overviewSearch({ deployment: 1.5 })).toEqual({});
  });

  it('read words that look like numbers, and how the desktop asks for the new-project dialog', () => {
    expect(environmentSearch({ q: 42 })).toEqual({ q: '42' });
    expect(logSearch({ line: 120 })).toEqual({ line: 120 });
    expect(projectsSearch({ new: true })).toEqual({ new: 'git' });
    expect(projectsSearch({ new: true, folder: '/srv/app' })).toEqual({ new: 'folder', from: '/srv/app' });
  });
});
