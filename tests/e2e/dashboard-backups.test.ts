// Backups of volumes in the dashboard: made, scheduled, restored, copied, verified, deleted; places; what is gone is found.
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src/contract/app-error.ts';
import type { ProjectId, VolumeId } from '../../src/contract/ids.ts';
import { makeBackup } from '../support/dashboard/backup-world.ts';
import { sshHost } from '../support/dashboard/data.ts';
import { fillStorage } from '../support/dashboard/fill-storage.ts';
import { fillWorld } from '../support/dashboard/fill-world.ts';
import { type Dashboard, startDashboard } from '../support/dashboard/fixture.ts';
import { createWorld, type World } from '../support/dashboard/world.ts';
import { violationsNow } from './axe.ts';

const MB = 1_048_576;
let world: World;
let dashboard: Dashboard;
let page: Page;
let context: BrowserContext;
let complaints: string[];
let storage: VolumeId;

beforeAll(async () => {
  world = createWorld();
  fillWorld(world);
  world.hosts = [...world.hosts, sshHost];
  ({ storage } = await fillStorage(world, 1 as ProjectId));
  dashboard = await startDashboard(world);
});
afterAll(() => dashboard?.close());
beforeEach(() => {
  const { backups, copies, places, schedules } = world.backups;
  backups.length = 0;
  copies.length = 0;
  places.length = 1;
  schedules.clear();
  world.failures.clear();
});
afterEach(async () => {
  await context?.close();
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
});

const axe = () => violationsNow(page);
const lastInput = (path: string) => dashboard.server.fake.calls.findLast((call) => call.path === path)?.input;
const dialog = () => page.getByRole('dialog');
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });

/** A complete backup of the volume that the Storage tab shows. */
const ofStorage = (id: number, change = {}) =>
  makeBackup(id, {
    volumeId: storage,
    projectId: 1 as ProjectId,
    volumeName: 'project-storage',
    projectName: 'shop',
    ...change,
  });

describe('backups of a volume', () => {
  const panel = () => page.getByRole('region', { name: 'Backups of project-storage', exact: true });
  const row = (text: string) =>
    page.getByRole('table', { name: 'Backups of project-storage' }).getByRole('row').filter({ hasText: text });
  const open = async () => {
    ({ page, context, complaints } = await dashboard.open('/projects/1/storage'));
    await panel().waitFor();
  };

  it('are made by keyboard, show how far they are, and are cancelled', async () => {
    await open();
    await panel().getByText('None yet.').waitFor();
    await panel().getByRole('button', { name: 'Back up now…' }).focus();
    await page.keyboard.press('Enter');
    await dialog().getByText('the folder “backups” in the data folder').waitFor();
    expect(await axe()).toEqual([]);
    await dialog().getByRole('checkbox', { name: 'Pause the application while it is read' }).focus();
    await page.keyboard.press('Space');
    await dialog().getByRole('button', { name: 'Back up now' }).focus();
    await page.keyboard.press('Enter');
    await row('under way').waitFor();
    expect(lastInput('backups.create')).toMatchObject({ id: storage, isPausing: true });

    const [begun] = world.backups.backups;
    if (begun === undefined) throw new Error('No backup has begun.');
    world.backups.put({ ...begun, doneBytes: 10 * MB });
    await row('10 MB of 40 MB')
      .getByRole('progressbar', { name: `Backup ${begun.id}` })
      .waitFor();
    expect(await axe()).toEqual([]);
    await button(`Cancel backup ${begun.id}`).focus();
    await page.keyboard.press('Enter');
    await row('cancelled').waitFor();
    const error = new AppError('BACKUP_PLACE_UNUSABLE', { place: 'NAS', problem: 'the disk is full' }).toBody();
    world.backups.put({ ...begun, status: 'failed', doneBytes: null, error });
    await row('failed').getByText('the disk is full').waitFor();
  });

  it('are made on time, as often as is set', async () => {
    await open();
    await panel().getByText('Not backed up by itself.').waitFor();
    await button('Set a schedule…').focus();
    await page.keyboard.press('Enter');
    await dialog().getByRole('combobox', { name: 'How often' }).selectOption('other');
    await dialog().getByRole('textbox', { name: 'Time between two' }).fill('0');
    expect(await dialog().getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await dialog().getByRole('textbox', { name: 'Time between two' }).fill('6');
    await dialog().getByRole('textbox', { name: 'Keep the last' }).fill('10');
    expect(await axe()).toEqual([]);
    await page.keyboard.press('Enter');
    await panel().getByText('Backed up every 6 hours to This machine, keeping the last 10 backups.').waitFor();
    expect(lastInput('backups.setSchedule')).toMatchObject({ everyHours: 6, keep: 10, placeId: 1, isPausing: false });
    await button('Turn off').click();
    await panel().getByText('Not backed up by itself.').waitFor();
  });

  it('are restored into the volume, which says what goes, or into a new one', async () => {
    world.backups.put(ofStorage(5));
    await open();
    await button('Restore backup 5').focus();
    await page.keyboard.press('Enter');
    await dialog().getByText('What is in project-storage now goes').waitFor();
    await dialog().getByRole('checkbox', { name: 'Pause the application while its files are replaced' }).check();
    expect(await axe()).toEqual([]);
    await dialog().getByRole('button', { name: 'Replace everything in project-storage' }).click();
    const copies = page.getByRole('list', { name: 'Restorations and copies' });
    await copies.getByText('Restoring backup 5 into project-storage').waitFor();
    expect(lastInput('backups.restore')).toMatchObject({ id: 5, volumeId: storage, isPausing: true });

    await button('Cancel: Restoring backup 5 into project-storage').click();
    await copies.getByText('The restoration of backup 5 into project-storage was cancelled').waitFor();
    await button('Restore backup 5').click();
    await dialog().getByRole('radio', { name: 'Into a new volume' }).check();
    await dialog().getByRole('combobox', { name: 'Project' }).selectOption('2');
    await dialog().getByRole('textbox', { name: 'Mount path' }).fill('/data');
    await dialog().getByRole('button', { name: 'Restore into a new volume' }).click();
    await dialog().waitFor({ state: 'detached' });
    expect(lastInput('backups.restore')).toMatchObject({
      newVolume: { projectId: 2, name: 'project-storage-restored', mountPath: '/data' },
    });
  });

  it('say why a restoration was refused', async () => {
    world.backups.put(ofStorage(5));
    world.failures.set(
      'backups.restore',
      new AppError('RESTORE_TARGET_BUSY', { volume: 'project-storage', project: 'shop' }),
    );
    await open();
    await button('Restore backup 5').click();
    await dialog().getByRole('button', { name: 'Replace everything in project-storage' }).click();
    await dialog().getByText('shop is running and writes to the volume').waitFor();
  });

  it('are verified, told in detail, downloaded and deleted', async () => {
    world.backups.put(ofStorage(5));
    await open();
    const download = page.getByRole('link', { name: 'Download backup 5' });
    expect(await download.getAttribute('href')).toBe('/api/backups/5/download');
    const more = async (item: string) => {
      await button('More of backup 5').focus();
      await page.keyboard.press('Enter');
      await page.getByRole('menuitem', { name: item }).focus();
      await page.keyboard.press('Enter');
    };
    await more('Verify');
    await page.getByRole('progressbar', { name: 'Verifying backup 5' }).waitFor();
    const [verification] = world.backups.copies;
    if (verification === undefined) throw new Error('No verification has begun.');
    world.backups.putCopy({ ...verification, status: 'complete' });
    await page.getByText('Verified backup 5: the archive is whole').waitFor();

    await more('Details…');
    await dialog().getByText('ab'.repeat(32)).waitFor();
    expect(await axe()).toEqual([]);
    await page.keyboard.press('Escape');

    await more('Delete…');
    await page.getByRole('alertdialog').getByText('Its archive of 31 MB in This machine goes').waitFor();
    await button('Delete backup 5').click();
    await panel().getByText('None yet.').waitFor();
  });

  it('are not needed for a copy of the volume as it is', async () => {
    await open();
    await button('Copy the volume…').click();
    await dialog().getByRole('textbox', { name: 'Name of the new volume' }).fill('rehearsal');
    await page.keyboard.press('Enter');
    await page.getByText('Copying project-storage into rehearsal').waitFor();
    expect(lastInput('backups.clone')).toMatchObject({ id: storage, projectId: 1, name: 'rehearsal' });
  });
});

describe('the Settings page', () => {
  const place = (name: string) =>
    page.getByRole('table', { name: 'Places for backups' }).getByRole('row').filter({ hasText: name });
  const open = async () => {
    ({ page, context, complaints } = await dashboard.open('/settings'));
    await page.getByRole('heading', { name: 'Places for backups' }).waitFor();
  };

  it('finds backups of projects that are gone, and restores them into another', async () => {
    world.backups.put(makeBackup(3));
    await open();
    const row = page
      .getByRole('table', { name: 'Backups', exact: true })
      .getByRole('row')
      .filter({ hasText: 'old-shop' });
    await row.getByText('of old-shop, gone').waitFor();
    expect(await axe()).toEqual([]);
    await button('Restore backup 3').click();
    await dialog().getByText('The volume uploads of old-shop is gone').waitFor();
    const restore = dialog().getByRole('button', { name: 'Restore into a new volume' });
    expect(await restore.isDisabled()).toBe(true);
    await dialog().getByRole('combobox', { name: 'Project' }).selectOption('3');
    await restore.click();
    await page.getByText('Restoring backup 3 into uploads').waitFor();
    expect(lastInput('backups.restore')).toMatchObject({ id: 3, newVolume: { projectId: 3, name: 'uploads' } });
  });

  it('adds places that can be written to, and says what is wrong with others', async () => {
    await open();
    expect(await place('This machine').getByRole('button').count()).toBe(0);
    await button('Add a place…').focus();
    await page.keyboard.press('Enter');
    await dialog().getByRole('combobox', { name: 'What it is' }).selectOption('s3');
    expect(await axe()).toEqual([]);
    await dialog().getByRole('textbox', { name: 'Name', exact: true }).fill('Bucket');
    await page.keyboard.press('Enter');
    await dialog().getByText('The name of a bucket that exists.').waitFor();
    await dialog().getByRole('textbox', { name: 'Bucket' }).fill('shop-backups');
    await dialog().getByRole('textbox', { name: 'Access key ID' }).fill('AKIA');
    await dialog().getByLabel('Secret access key').fill('very secret');
    const problem = 'the bucket shop-backups does not exist';
    world.failures.set('backups.addPlace', new AppError('BACKUP_PLACE_UNUSABLE', { place: 'Bucket', problem }));
    await dialog().getByRole('button', { name: 'Try and add' }).click();
    await dialog().getByText(problem).waitFor();
    world.failures.clear();
    await dialog().getByRole('button', { name: 'Try and add' }).click();
    await place('Bucket').getByText('shop-backups at AWS, us-east-1').waitFor();
    expect(lastInput('backups.addPlace')).toMatchObject({ kind: 's3', secretAccessKey: 'very secret', endpoint: null });

    await button('Add a place…').click();
    await dialog().getByRole('combobox', { name: 'What it is' }).selectOption('host');
    await dialog().getByRole('textbox', { name: 'Name', exact: true }).fill('Far away');
    await dialog().getByRole('combobox', { name: 'Host' }).selectOption({ label: sshHost.name });
    await page.keyboard.press('Enter');
    await place('Far away').getByText(`a Docker volume on ${sshHost.name}`).waitFor();
  });

  it('removes a place with its backups only when that was said', async () => {
    const nas = { ...world.backups.places[0], id: 2, name: 'NAS', path: '/mnt/nas', isBuiltIn: false };
    world.backups.places.push(nas as (typeof world.backups.places)[number]);
    world.backups.put(makeBackup(4, { placeId: 2 as never, placeName: 'NAS' }));
    await open();
    await place('NAS').getByText('1 backup, 31 MB').waitFor();
    await button('Remove NAS').click();
    const question = page.getByRole('alertdialog');
    await question.getByText('their files stay in /mnt/nas').waitFor();
    expect(await question.getByRole('button', { name: 'Remove NAS' }).isDisabled()).toBe(true);
    await question.getByRole('checkbox', { name: 'Forget its backups and its schedules' }).check();
    expect(await axe()).toEqual([]);
    await question.getByRole('button', { name: 'Remove NAS' }).click();
    await question.waitFor({ state: 'detached' });
    await place('NAS').waitFor({ state: 'detached' });
  });
});
