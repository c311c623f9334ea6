import type { Page } from 'playwright-core';

interface SshHost {
  readonly name: string;
  readonly address: string;
  readonly user: string;
  readonly privateKeyPath: string;
}

/** All machines that projects may run on. */
export function hostsPage(page: Page) {
  return {
    async show(): Promise<void> {
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Hosts' }).click();
    },
    /** As a person does it who has compared the key; waits until the host is connected. */
    async add({ name, address, user, privateKeyPath }: SshHost): Promise<void> {
      await page.getByRole('button', { name: 'Add host' }).click();
      const dialog = page.getByRole('dialog', { name: 'Add host' });
      await dialog.getByLabel('Address').fill(address);
      await dialog.getByLabel('Name').fill(name);
      await dialog.getByLabel('User').fill(user);
      await dialog.getByLabel('Way to log in').selectOption('key');
      await dialog.getByLabel('Private key').fill(privateKeyPath);
      await dialog.getByRole('button', { name: 'Add', exact: true }).click();
      await dialog.getByRole('button', { name: 'It is the same: trust this key' }).click();
      await dialog.waitFor({ state: 'hidden' });
      await page
        .getByRole('region', { name: new RegExp(`^${name}`) })
        .getByText('connected', { exact: true })
        .waitFor();
    },
  };
}
