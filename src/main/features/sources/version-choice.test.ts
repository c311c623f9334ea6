import { describe, expect, it } from 'vitest';
import { chooseVersion } from './version-choice.ts';

const node = ['24', '22', '20', '18'];
const python = ['3.13', '3.12', '3.11', '3.10', '3.14'];

describe('chooseVersion', () => {
  it.each([
    ['>=18', '24'],
    ['20.x', '20'],
    ['^20.11.0', '20'],
    ['~18.1', '18'],
    ['18 || 20', '20'],
    ['>=18 <21', '20'],
    ['>=18.0.0 <=20', '20'],
    ['18 - 22', '22'],
    ['v22.1.0', '22'],
    ['>20', '24'],
    ['<20.5', '20'],
    ['16', '16'],
    ['*', '24'],
    ['', '24'],
    ['lts/*', '24'],
  ])('Node.js %j is %s', (requirement, version) => {
    expect(chooseVersion(requirement, node, 'major')).toBe(version);
  });

  it.each([
    ['>=3.9', '3.13'],
    ['~=3.11', '3.13'],
    ['==3.11.*', '3.11'],
    ['3.12.1', '3.12'],
    ['>=3.10,<3.12', '3.11'],
    ['^3.10', '3.13'],
    ['~3.10', '3.10'],
    ['>=3.14', '3.14'],
    ['>=3.8,!=3.9.0,<4', '3.13'],
    ['3.8', '3.8'],
  ])('Python %j is %s', (requirement, version) => {
    expect(chooseVersion(requirement, python, 'minor')).toBe(version);
  });
});
