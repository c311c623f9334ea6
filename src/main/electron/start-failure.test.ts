import { describe, expect, it } from 'vitest';
import { AppError } from '../../contract/app-error.ts';
import { startFailure } from './start-failure.ts';

describe('startFailure', () => {
  it('says what happened and what to do', () => {
    const error = new AppError('DATA_DIR_UNUSABLE', { dataDir: '/data', problem: 'permission denied' });
    expect(startFailure(error)).toEqual({
      title: 'miniPaaS cannot start',
      content:
        'The data folder /data cannot be used: permission denied.\n\nGive miniPaaS a folder it may write with --data-dir or MINIPAAS_DATA_DIR.',
    });
  });

  it('shows the text of an unexpected error', () => {
    expect(startFailure(new Error('boom')).content).toContain('\n\nboom');
  });
});
