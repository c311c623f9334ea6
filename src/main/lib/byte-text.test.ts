import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { bytesOfText, textOfBytes, textOfUrl, urlOfText } from './byte-text.ts';

it('reads UTF-8 as the text it spells, its byte order mark included', () => {
  expect(textOfBytes(Buffer.from('grüße 🎈'))).toBe('grüße 🎈');
  expect(textOfBytes(Buffer.from([0xef, 0xbb, 0xbf, 0x61]))).toBe('\ufeffa');
});

it('keeps every byte that is no UTF-8 as a lone surrogate of its own', () => {
  expect(textOfBytes(Buffer.from([0x61, 0xff, 0xc3, 0xbc, 0x80]))).toBe('a\udcffü\udc80');
  // An overlong slash, an encoded surrogate, beyond Unicode, and a sequence that is cut.
  expect(textOfBytes(Buffer.from([0xc0, 0xaf]))).toBe('\udcc0\udcaf');
  expect(textOfBytes(Buffer.from([0xed, 0xa0, 0x80]))).toBe('\udced\udca0\udc80');
  expect(textOfBytes(Buffer.from([0xf4, 0x90, 0x80, 0x80]))).toBe('\udcf4\udc90\udc80\udc80');
  expect(textOfBytes(Buffer.from([0xe2, 0x82]))).toBe('\udce2\udc82');
});

it('gives any bytes back unchanged, as text and through a URL', () => {
  for (let round = 0; round < 500; round += 1) {
    const bytes = randomBytes(1 + (round % 40));
    const text = textOfBytes(bytes);
    expect(bytesOfText(text)?.equals(bytes)).toBe(true);
    expect(textOfUrl(urlOfText(text), { isQuery: true })).toBe(text);
    expect(JSON.parse(JSON.stringify(text))).toBe(text);
  }
});

it('refuses text that stands for no bytes, and a second spelling of a name', () => {
  expect(bytesOfText('\ud800')).toBeNull();
  expect(bytesOfText('\udc41')).toBeNull();
  expect(bytesOfText('\udcc3\udcbc')).toBeNull();
});

it('reads what browsers and curl write', () => {
  expect(textOfUrl('a+b%20c', { isQuery: true })).toBe('a b c');
  expect(textOfUrl('a+b', { isQuery: false })).toBe('a+b');
  expect(textOfUrl('/%ff%C3%BC', { isQuery: true })).toBe('/\udcffü');
  expect(textOfUrl('grün', { isQuery: true })).toBe('grün');
  expect(textOfUrl('50%', { isQuery: true })).toBeNull();
});
