import { oc } from '@orpc/contract';
import { z } from 'zod';
import { isoTime } from './common.ts';

export const installation = z.object({
  /** In the label `minipaas.instance` of every Docker object of ours. */
  id: z.string(),
  createdAt: isoTime,
  dataDir: z.string(),
  /** When the data key that seals secrets was last changed; null: never. */
  keyRotatedAt: isoTime.nullable(),
});
export type Installation = z.infer<typeof installation>;

export const keyRotation = z.object({
  /** Values that are now sealed under the new key. */
  resealed: z.number().int(),
  /** Values that no key here opens: they stay as they are, to be entered again. */
  unreadable: z.number().int(),
});
export type KeyRotation = z.infer<typeof keyRotation>;

/** A sealed copy of the installation in `exports/` of its data folder. */
export const installationExport = z.object({
  name: z.string(),
  path: z.string(),
  sizeBytes: z.number(),
  createdAt: isoTime,
});
export type InstallationExport = z.infer<typeof installationExport>;

/** NIST SP 800-63B 3.1.1.2: at least 8, and 15 where it is the only factor; it stands alone here. */
export const exportPassphrase = z.string().min(15).max(1024);

const byName = z.object({ name: z.string().regex(/^[\w.-]+\.minipaas$/, 'is not the name of an export') });

export const installationContract = {
  get: oc.route({ method: 'GET', path: '/installation', summary: 'This installation' }).output(installation),
  rotateKey: oc
    .route({
      method: 'POST',
      path: '/installation/rotate-key',
      summary: 'Seal every secret under a new data key; applications are not touched',
    })
    .output(keyRotation),
  exports: oc
    .route({
      method: 'GET',
      path: '/installation/exports',
      summary: 'Sealed copies of this installation, newest first',
    })
    .output(z.array(installationExport)),
  export: oc
    .route({
      method: 'POST',
      path: '/installation/exports',
      summary: 'Write database and secrets into one file, sealed under a passphrase',
      successStatus: 201,
    })
    .input(z.object({ passphrase: exportPassphrase }))
    .output(installationExport),
  removeExport: oc
    .route({ method: 'DELETE', path: '/installation/exports/{name}', summary: 'Delete a sealed copy' })
    .input(byName)
    .output(byName),
};
