// A name server that answers over UDP what a test has told it, as one on the network would.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** `silent`: it takes the question and never answers. `broken`: it says SERVFAIL. */
export type DnsRecord = { readonly a?: readonly string[]; readonly aaaa?: readonly string[] } | 'silent' | 'broken';

export interface DnsServer {
  /** `127.0.0.1:PORT` */
  readonly address: string;
  /** Names without a record do not exist. */
  set(hostName: string, record: DnsRecord): void;
  /** Resolves when somebody has asked for the name, now or before. */
  asked(hostName: string): Promise<void>;
  close(): Promise<void>;
}

const HEADER_BYTES = 12;
const TYPES: Readonly<Record<number, 'a' | 'aaaa'>> = { 1: 'a', 28: 'aaaa' };
const [NO_ERROR, SERVER_FAILURE, NO_SUCH_NAME] = [0, 2, 3];

export async function startDnsServer(): Promise<DnsServer> {
  const records = new Map<string, DnsRecord>();
  const questions = new Map<string, PromiseWithResolvers<void>>();
  const question = (name: string): PromiseWithResolvers<void> => {
    const known = questions.get(name) ?? Promise.withResolvers<void>();
    questions.set(name, known);
    return known;
  };
  const socket = createSocket('udp4', (packet, from) => {
    const { name, type, end } = readQuestion(packet);
    question(name).resolve();
    const record = records.get(name);
    if (record !== 'silent') {
      socket.send(answer(packet.subarray(0, end), record, type), from.port, from.address);
    }
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    set: (hostName, record) => void records.set(hostName, record),
    asked: (hostName) => question(hostName).promise,
    async close() {
      socket.close();
      await once(socket, 'close');
    },
  };
}

function readQuestion(packet: Buffer): { readonly name: string; readonly type: number; readonly end: number } {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = packet.readUInt8(at); length > 0; length = packet.readUInt8(at)) {
    labels.push(packet.toString('ascii', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: packet.readUInt16BE(at + 1), end: at + 5 };
}

/** `asked`: header and question, which the answer repeats. */
function answer(asked: Buffer, record: DnsRecord | undefined, type: number): Buffer {
  const kind = TYPES[type];
  const isKnown = typeof record === 'object' && kind !== undefined;
  const addresses = isKnown ? (record[kind] ?? []).map(kind === 'a' ? packV4 : packV6) : [];
  const code = record === undefined ? NO_SUCH_NAME : record === 'broken' ? SERVER_FAILURE : NO_ERROR;
  const head = Buffer.from(asked);
  // A response; recursion was wanted and is had.
  head.writeUInt16BE(0x8180 | code, 2);
  head.writeUInt16BE(addresses.length, 6);
  head.writeUInt32BE(0, 8);
  return Buffer.concat([head, ...addresses.map((address) => resource(type, address))]);
}

/** The name is that of the question, class IN, good for no time at all. */
function resource(type: number, address: Buffer): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc000 | HEADER_BYTES, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(address.length, 10);
  return Buffer.concat([head, address]);
}

const packV4 = (address: string): Buffer => Buffer.from(address.split('.').map(Number));

function packV6(address: string): Buffer {
  const [front = '', back = ''] = address.split('::');
  const groups = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const [first, last] = [groups(front), groups(back)];
  const middle = Array<number>(8 - first.length - last.length).fill(0);
  return Buffer.from([...first, ...middle, ...last].flatMap((group) => [group >> 8, group & 0xff]));
}
