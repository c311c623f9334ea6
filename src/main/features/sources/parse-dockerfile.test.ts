import { describe, expect, it } from 'vitest';
import { parseDockerfile } from './parse-dockerfile.ts';

describe('parseDockerfile', () => {
  it('takes the ports of the last stage only', () => {
    const facts = parseDockerfile(
      'FROM node AS build\nEXPOSE 9999\nFROM nginx\nEXPOSE 80/tcp 443 53/udp\nCMD ["nginx"]\n',
    );
    expect(facts).toMatchObject({ ports: [80, 443], command: '["nginx"]', stageCount: 2, needsBuildKit: false });
  });

  it('takes over what a stage it is made from exposes', () => {
    const facts = parseDockerfile(
      'FROM node AS Base\nENV PORT=4000\nEXPOSE $PORT\nENTRYPOINT ["x"]\nFROM base\nRUN true\n',
    );
    expect(facts).toMatchObject({ ports: [4000], portVariable: 4000, command: '["x"]' });
  });

  it('puts arguments and variables in place', () => {
    const text =
      'ARG TAG=1\nFROM node:$TAG\nARG TAG\nARG PORT=3000\nENV A="x y" B=2\nENV OLD some value\nEXPOSE ${PORT} ${MISSING:-5000}';
    const facts = parseDockerfile(text);
    expect(facts.ports).toEqual([3000, 5000]);
    expect(facts.arguments).toEqual([
      { key: 'TAG', value: '1', line: 1 },
      { key: 'TAG', value: null, line: 3 },
      { key: 'PORT', value: '3000', line: 4 },
    ]);
    expect(facts.variables).toEqual([
      { key: 'A', value: 'x y', line: 5 },
      { key: 'B', value: '2', line: 5 },
      { key: 'OLD', value: 'some value', line: 6 },
    ]);
  });

  it('joins continued lines, with comments between and another escape', () => {
    expect(parseDockerfile('FROM a\nEXPOSE 80 \\\n # why\n\n  81\nCMD x').ports).toEqual([80, 81]);
    expect(parseDockerfile('# escape=`\nFROM a\nEXPOSE 80 `\n 81').ports).toEqual([80, 81]);
    expect(parseDockerfile('FROM a\r\nEXPOSE 80\r\n').ports).toEqual([80]);
  });

  it('does not read instructions inside a here-document', () => {
    const facts = parseDockerfile('FROM a\nRUN <<EOF\nEXPOSE 1\nEOF\nCOPY <<-"X" /f\nEXPOSE 2\nX\nEXPOSE 3');
    expect(facts).toMatchObject({ ports: [3], needsBuildKit: true });
  });

  it('says what only BuildKit can do and what has to be pulled', () => {
    expect(parseDockerfile('FROM a\nRUN --mount=type=cache,target=/x true').needsBuildKit).toBe(true);
    expect(parseDockerfile('# syntax=docker/dockerfile:1\nFROM a').syntaxImage).toBe('docker/dockerfile:1');
    expect(parseDockerfile('FROM a\n# syntax=docker/dockerfile:1').syntaxImage).toBeNull();
  });

  it('survives nonsense', () => {
    expect(parseDockerfile('')).toMatchObject({ ports: [], stageCount: 0, command: null });
    expect(parseDockerfile('EXPOSE 80\nRUN <<X').ports).toEqual([]);
    expect(parseDockerfile('FROM a\nEXPOSE 99999 x -1 \\').ports).toEqual([]);
  });
});
