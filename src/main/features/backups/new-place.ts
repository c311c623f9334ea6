// A place as it is asked for, as a row and the secret that goes to the keychain. Pure.
import type { AddPlaceInput } from '../../../contract/backups.ts';
import type { NewPlace } from './ports.ts';

export function newPlace(input: AddPlaceInput): NewPlace & { readonly secret: string | null } {
  const none = { path: null, hostId: null, s3: null, secret: null };
  switch (input.kind) {
    case 'folder':
      return { ...none, kind: 'folder', name: input.name, path: input.path };
    case 'host':
      return { ...none, kind: 'host', name: input.name, hostId: input.hostId };
    case 's3': {
      const { endpoint, region, bucket, prefix, accessKeyId } = input;
      const s3 = { endpoint, region, bucket, prefix, accessKeyId };
      return { ...none, kind: 's3', name: input.name, s3, secret: input.secretAccessKey };
    }
  }
}
