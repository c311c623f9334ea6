// Bytes into volumes and out of them, for the OpenAPI document.
import { conflictPolicy } from '../../../contract/files.ts';
import { answer, idInPath, query, type RawPaths } from './raw-operation.ts';

const bytes = { schema: { type: 'string', format: 'binary' } };
const file = {
  type: 'object',
  properties: {
    path: { type: ['string', 'null'], description: 'Null where it was skipped' },
    sizeBytes: { type: 'integer' },
  },
  required: ['path', 'sizeBytes'],
};
const conflict = query(
  'conflict',
  { enum: [...conflictPolicy.options], default: 'fail' },
  { description: 'What happens where a name is taken' },
);
const folder = query('path', { default: '/' }, { description: 'The folder to put them in' });
const received = {
  '201': {
    description: 'What is there now',
    content: {
      'application/json': {
        schema: {
          type: 'object',
          properties: {
            fileCount: { type: 'integer' },
            sizeBytes: { type: 'integer' },
            files: { type: 'array', items: file },
          },
          required: ['fileCount', 'sizeBytes', 'files'],
        },
      },
    },
  },
};

export const rawFilePaths: RawPaths = {
  '/volumes/{id}/files': {
    post: {
      operationId: 'files.upload',
      summary: 'Upload files as a form; its fields path and conflict come before the files',
      parameters: [idInPath, folder, conflict],
      requestBody: {
        required: true,
        content: {
          'multipart/form-data': {
            schema: {
              type: 'object',
              properties: { path: { type: 'string' }, file: { type: 'string', format: 'binary' } },
            },
          },
        },
      },
      responses: received,
    },
  },
  '/volumes/{id}/files/content': {
    put: {
      operationId: 'files.putContent',
      summary: 'Upload one file: its bytes are the body',
      parameters: [
        idInPath,
        query('path', {}, { required: true, description: 'Of the file itself' }),
        conflict,
        query('mode', {}, { description: 'Three octal digits, such as 644' }),
        query('modifiedAt', { format: 'date-time' }),
        query('sha256', {}, { description: 'The file is taken only if it has this checksum' }),
      ],
      requestBody: { required: true, content: { 'application/octet-stream': bytes } },
      responses: {
        '201': {
          description: 'Where it is, with its checksum',
          content: {
            'application/json': { schema: { ...file, properties: { ...file.properties, sha256: { type: 'string' } } } },
          },
        },
      },
    },
  },
  '/volumes/{id}/files/archive': {
    put: {
      operationId: 'files.putArchive',
      summary: 'Unpack a tar, also one compressed with gzip, into a folder',
      parameters: [
        idInPath,
        folder,
        conflict,
        query('owners', { enum: ['folder', 'keep'], default: 'folder' }),
        query('modes', { enum: ['folder', 'keep'], default: 'keep' }),
      ],
      requestBody: { required: true, content: { 'application/octet-stream': bytes } },
      responses: received,
    },
    get: {
      operationId: 'files.archive',
      summary: 'Download files and folders as one archive',
      parameters: [
        idInPath,
        { name: 'path', in: 'query', schema: { type: 'array', items: { type: 'string' }, default: ['/'] } },
        query('format', { enum: ['zip', 'tar.gz', 'tar'], default: 'zip' }),
      ],
      responses: answer('The archive', 'application/octet-stream'),
    },
  },
  '/volumes/{id}/files/download': {
    get: {
      operationId: 'files.download',
      summary: 'Download a file, or with Range a part of it',
      parameters: [
        idInPath,
        query('path', {}, { required: true }),
        query('disposition', { enum: ['attachment', 'inline'], default: 'attachment' }),
      ],
      responses: answer('The file', 'application/octet-stream'),
    },
  },
  '/volumes/{id}/uploads/{uploadId}': {
    put: {
      operationId: 'files.appendUpload',
      summary: 'Send the next piece of a resumable upload: its bytes are the body',
      parameters: [
        idInPath,
        { name: 'uploadId', in: 'path', required: true, schema: { type: 'string' } },
        query(
          'offset',
          { type: 'integer', minimum: 0 },
          { required: true, description: 'How much has arrived already' },
        ),
      ],
      requestBody: { required: true, content: { 'application/octet-stream': bytes } },
      responses: { '200': { description: 'How far the upload is' } },
    },
  },
};
