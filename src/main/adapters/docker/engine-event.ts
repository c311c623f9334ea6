import type { EngineEvent } from '../../features/hosts/ports.ts';
import { asRecord, asText, asTexts } from './json.ts';

const timeNanoPattern = /"timeNano":(\d+)/;

/** One line of the engine's event stream; null when it is not an event. */
export function parseEvent(line: string): EngineEvent | null {
  const event = asRecord(parse(line));
  const actor = asRecord(event?.['Actor']);
  const type = asText(event?.['Type']);
  const action = asText(event?.['Action']);
  const actorId = asText(actor?.['ID']);
  // From the text: as a number it would be rounded.
  const timeNano = timeNanoPattern.exec(line)?.[1];
  if (type === undefined || action === undefined || actorId === undefined || timeNano === undefined) {
    return null;
  }
  return { type, action, actorId, attributes: asTexts(actor?.['Attributes']), timeNano: BigInt(timeNano) };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // The stream broke inside this line: the engine will repeat it.
    return null;
  }
}
