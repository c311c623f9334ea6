/** A place for backups as it is entered, and what is sent of it. Pure. */
import type { AddPlaceInput, BackupPlace } from '../../../contract/backups.ts';
import type { HostId } from '../../../contract/ids.ts';

export interface PlaceDraft {
  readonly kind: BackupPlace['kind'];
  readonly name: string;
  readonly path: string;
  readonly hostId: string;
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly accessKeyId: string;
}

export const emptyPlace: PlaceDraft = {
  kind: 'folder',
  name: '',
  path: '',
  hostId: '',
  endpoint: '',
  region: 'us-east-1',
  bucket: '',
  prefix: '',
  accessKeyId: '',
};

/** What an empty field would be told by the server too, told before anything is tried. */
export function placeErrors(draft: PlaceDraft, secret: string): Readonly<Record<string, string>> {
  const missing = (field: keyof PlaceDraft, text: string) => (draft[field].trim() === '' ? { [field]: text } : {});
  const name = missing('name', 'Give it a name.');
  switch (draft.kind) {
    case 'folder':
      return { ...name, ...missing('path', 'The absolute path of a folder.') };
    case 'host':
      return { ...name, ...missing('hostId', 'Choose a host.') };
    case 's3':
      return {
        ...name,
        ...(isAddress(draft.endpoint)
          ? {}
          : { endpoint: 'An address like https://s3.example.com, or nothing for AWS.' }),
        ...missing('region', 'Its region; most services other than AWS take any.'),
        ...missing('bucket', 'The name of a bucket that exists.'),
        ...(draft.prefix.trim().startsWith('/') ? { prefix: 'It must not begin with /.' } : {}),
        ...missing('accessKeyId', 'The ID of an access key.'),
        ...(secret === '' ? { secretAccessKey: 'The secret of that key.' } : {}),
      };
  }
}

export function toPlace(draft: PlaceDraft, secretAccessKey: string): AddPlaceInput {
  const name = draft.name.trim();
  switch (draft.kind) {
    case 'folder':
      return { kind: 'folder', name, path: draft.path.trim() };
    case 'host':
      return { kind: 'host', name, hostId: Number(draft.hostId) as HostId };
    case 's3': {
      const endpoint = draft.endpoint.trim();
      return {
        kind: 's3',
        name,
        endpoint: endpoint === '' ? null : endpoint,
        region: draft.region.trim(),
        bucket: draft.bucket.trim(),
        prefix: draft.prefix.trim(),
        accessKeyId: draft.accessKeyId.trim(),
        secretAccessKey,
      };
    }
  }
}

function isAddress(text: string): boolean {
  return text.trim() === '' || (/^https?:\/\//.test(text.trim()) && URL.canParse(text.trim()));
}
