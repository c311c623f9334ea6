// How a route that is no call of the contract is described in the OpenAPI document.

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: object;
}

interface RawOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly security?: readonly object[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: object;
  readonly responses: Readonly<Record<string, object>>;
}

export type RawPaths = Readonly<Record<string, Readonly<Partial<Record<'get' | 'post' | 'put', RawOperation>>>>>;

export const idInPath: Parameter = { name: 'id', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } };

export function query(name: string, schema: object, more: Partial<Parameter> = {}): Parameter {
  return { name, in: 'query', schema: { type: 'string', ...schema }, ...more };
}

const isText = (contentType: string): boolean => contentType.startsWith('text/');

export function answer(description: string, contentType: string): RawOperation['responses'] {
  const schema = isText(contentType) ? { type: 'string' } : { type: 'string', format: 'binary' };
  return { '200': { description, content: { [contentType]: { schema } } } };
}
