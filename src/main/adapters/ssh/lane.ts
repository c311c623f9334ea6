// Which of a host's two SSH connections a request takes: short calls must not queue behind a build context or a log.

export type Lane = 'calls' | 'bulk';

const bulk = [
  /^\/build(?:\?|$)/,
  /^\/session$/,
  /^\/images\/(?:create|load|get|[^?]+\/(?:get|push))(?:\?|$)/,
  /^\/containers\/[^/]+\/(?:archive|export|logs|attach|attach\/ws|wait|copy)(?:\?|$)/,
  // One sample is a call, a stream of them is not.
  /^\/containers\/[^/]+\/stats(?!\?.*stream=(?:false|0))(?:\?|$)/,
  // Unless it says that it is short.
  /^\/exec\/[^/]+\/start(?!\?lane=calls)(?:\?|$)/,
  /^\/services\/[^/]+\/logs/,
];

/** `path`: of the engine's API, with or without its version. */
export function laneOf(path: string): Lane {
  const plain = path.replace(/^\/v\d+(?:\.\d+)*(?=\/)/, '');
  return bulk.some((pattern) => pattern.test(plain)) ? 'bulk' : 'calls';
}
