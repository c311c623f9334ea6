// Volumes and the files in them.
import { entry } from './entry.ts';

export const volumeErrors = {
  PATH_INVALID: entry<{ path: string; problem: string }>({
    status: 400,
    message: ({ path, problem }) => `The path "${path}" ${problem}.`,
    hint: () => 'Give a path inside the volume, such as /folder/file.txt.',
  }),
  PATH_LEADS_OUT: entry<{ path: string }>({
    status: 400,
    message: ({ path }) => `"${path}" leads out of the volume through a symbolic link.`,
    hint: () =>
      'Links are followed inside the volume only. Rename or delete the link itself, or open where it leads to.',
  }),
  MOUNT_PATH_INVALID: entry<{ path: string; problem: string }>({
    status: 400,
    message: ({ path, problem }) => `The mount path "${path}" ${problem}.`,
    hint: () => 'Give an absolute path of a folder that the application keeps data in, such as /app/storage.',
  }),
  FILE_NOT_FOUND: entry<{ path: string }>({
    status: 404,
    message: ({ path }) => `There is nothing at "${path}".`,
    hint: () => 'It may have been removed or renamed. Reload the folder.',
  }),
  FILE_EXISTS: entry<{ path: string }>({
    status: 409,
    message: ({ path }) => `"${path}" exists already.`,
    hint: () => 'Choose another name, or say whether to replace it, keep both or skip it.',
  }),
  FILE_CHANGED: entry<{ path: string }>({
    status: 409,
    message: ({ path }) => `"${path}" has changed since it was read.`,
    hint: () => 'Read it again, then make your change once more. Nothing was written.',
  }),
  FILE_CHANGED_WHILE_READ: entry<{ path: string }>({
    status: 409,
    message: ({ path }) => `"${path}" changed while it was read.`,
    hint: () => 'Try again when nothing writes to it, or take a backup that pauses the application.',
    isTransient: true,
  }),
  NOT_A_FOLDER: entry<{ path: string }>({
    status: 409,
    message: ({ path }) => `"${path}" is not a folder.`,
    hint: () => 'Choose the folder that it is in.',
  }),
  NOT_A_FILE: entry<{ path: string; kind: string }>({
    status: 409,
    message: ({ path, kind }) => `"${path}" is no file but a ${kind}.`,
    hint: () => 'Only files have content. A folder can be downloaded as an archive.',
  }),
  NOT_TEXT: entry<{ path: string }>({
    status: 415,
    message: ({ path }) => `"${path}" is not text in UTF-8.`,
    hint: () => 'Download it and edit it with a program that knows its format.',
  }),
  FILE_TOO_LARGE: entry<{ path: string; sizeBytes: number; limitBytes: number }>({
    status: 413,
    message: ({ path, sizeBytes, limitBytes }) =>
      `"${path}" has ${sizeBytes} bytes; at most ${limitBytes} can be edited here.`,
    hint: () => 'Download it, change it, and upload it again.',
  }),
  MOVE_INTO_ITSELF: entry<{ path: string }>({
    status: 400,
    message: ({ path }) => `"${path}" cannot be put into itself.`,
    hint: () => 'Choose a folder outside of it.',
  }),
  QUOTA_EXCEEDED: entry<{ volume: string; limitBytes: number; neededBytes: number }>({
    status: 507,
    message: ({ volume, limitBytes, neededBytes }) =>
      `The volume ${volume} may hold ${limitBytes} bytes; this would need ${neededBytes}.`,
    hint: () => 'Delete something, or raise the volume’s size. Nothing of the upload was kept.',
  }),
  QUOTA_NOT_SUPPORTED: entry<{ host: string; problem: string }>({
    status: 409,
    message: ({ host, problem }) => `${host} cannot limit a volume by itself: ${problem}.`,
    hint: () =>
      'Create it with a measured limit: uploads are refused beyond it, and you are warned of what the application writes.',
  }),
  VOLUME_MOUNTED: entry<{ volume: string; containers: readonly string[] }>({
    status: 409,
    message: ({ volume, containers }) => `The volume ${volume} is in use by ${containers.join(', ')}.`,
    hint: () =>
      'Stop the project first, or delete it with force: the containers that use it are stopped and removed then.',
  }),
  VOLUME_MISSING: entry<{ volume: string; dockerName: string }>({
    status: 409,
    message: ({ volume, dockerName }) =>
      `The Docker volume ${dockerName} of "${volume}" is no longer on the host: somebody removed it.`,
    hint: () => 'Restore a backup into it, or delete it here; the next release makes it anew, empty.',
  }),
  VOLUME_ON_OTHER_HOST: entry<{ volume: string }>({
    status: 409,
    message: ({ volume }) => `The volume ${volume} is on another host than the one the project is deployed to.`,
    hint: () => 'It was made while the project was on its way. Deploy again: it is brought along then.',
  }),
  VOLUME_MOVING: entry<{ volume: string }>({
    status: 409,
    message: ({ volume }) =>
      `The volume ${volume} is on its way to another host, and cannot be changed until it is there.`,
    hint: () => 'Try again when the move has ended; the project’s page says how far it is.',
    isTransient: true,
  }),
  VOLUME_COPY_DIFFERS: entry<{ volume: string; sent: string; arrived: string }>({
    status: 409,
    message: ({ volume, sent, arrived }) =>
      `Of the volume ${volume} something else arrived than was sent: ${arrived} instead of ${sent}.`,
    hint: () =>
      'The project stays where it was. Stop whatever else writes to the volume, and see whether both hosts’ disks are sound; then move it again.',
  }),
  VOLUME_ATTACHED: entry<{ dockerName: string; project: string }>({
    status: 409,
    message: ({ dockerName, project }) => `The Docker volume ${dockerName} belongs to ${project} already.`,
    hint: () => 'Detach it there first.',
  }),
  SECRETS_FOLDER_TAKEN: entry<{ path: string; volume: string; names: readonly string[] }>({
    status: 409,
    message: ({ path, volume, names }) =>
      `The volume ${volume} is mounted at ${path}, where ${names.join(', ')} ${names.length === 1 ? 'is a file' : 'are files'}.`,
    hint: () => 'Give the volume another mount path, or let these secrets be environment variables.',
  }),
  MOUNT_PATH_TAKEN: entry<{ path: string; volume: string }>({
    status: 409,
    message: ({ path, volume }) => `The mount path ${path} is that of the volume "${volume}", or inside or around it.`,
    hint: () => 'Choose another mount path.',
  }),
  HELPER_UNAVAILABLE: entry<{ host: string; image: string; problem: string }>({
    status: 503,
    message: ({ host, image, problem }) =>
      `The files cannot be reached: ${host} has no image to look at them with (${image}): ${problem}`,
    hint: () =>
      'Load a small image with a shell there (docker pull busybox), or set another "helper image" in the settings.',
  }),
  UPLOAD_OFFSET_WRONG: entry<{ expected: number; given: number }>({
    status: 409,
    message: ({ expected, given }) => `The upload goes on at byte ${expected}, not at ${given}.`,
    hint: () => 'Ask for the upload’s offset and send from there.',
  }),
  UPLOAD_INCOMPLETE: entry<{ sizeBytes: number; offset: number }>({
    status: 409,
    message: ({ sizeBytes, offset }) => `Only ${offset} of ${sizeBytes} bytes have arrived.`,
    hint: () => 'Send the rest first.',
  }),
  CHECKSUM_MISMATCH: entry<{ path: string; expected: string; actual: string }>({
    status: 422,
    message: ({ path, expected, actual }) =>
      `"${path}" arrived damaged: its SHA-256 is ${actual} instead of ${expected}.`,
    hint: () => 'Upload it again. Nothing of it was kept.',
    isTransient: true,
  }),
  ARCHIVE_INVALID: entry<{ problem: string }>({
    status: 422,
    message: ({ problem }) => `The archive cannot be unpacked: ${problem}.`,
    hint: () => 'Send a tar, compressed with gzip or not.',
  }),
  FILES_REFUSED: entry<{ action: string; problem: string }>({
    status: 409,
    message: ({ action, problem }) => `Could not ${action}: ${problem}`,
    hint: () =>
      'The file system of the volume refused it. See whether it may be written, and whether something holds the file.',
  }),
  RANGE_NOT_SATISFIABLE: entry<{ range: string; sizeBytes: number }>({
    status: 416,
    message: ({ range, sizeBytes }) => `The file has ${sizeBytes} bytes; there are none at "${range}".`,
    hint: () => 'Ask for bytes that are there.',
  }),
  UPLOAD_ABORTED: entry<{ path: string }>({
    status: 400,
    message: ({ path }) => `The upload of "${path}" broke off.`,
    hint: () => 'Nothing of it was kept. Upload it again, or use a resumable upload where the line is not steady.',
    isTransient: true,
  }),
} as const;
