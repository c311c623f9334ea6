/** What a chosen folder is for, and what the dialog says of it. */
const purposes = {
  deploy: { title: 'Choose the folder to deploy', button: 'Choose' },
  upload: { title: 'Choose the folder to upload', button: 'Upload' },
  save: { title: 'Choose the folder to save into', button: 'Save here' },
} as const;

export type FolderPurpose = keyof typeof purposes;

export function isFolderPurpose(value: unknown): value is FolderPurpose {
  return typeof value === 'string' && Object.hasOwn(purposes, value);
}

export function folderWords(purpose: FolderPurpose): { readonly title: string; readonly button: string } {
  return purposes[purpose];
}
