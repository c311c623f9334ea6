// A template's inputs made into variables.
import { AppError } from '../../../contract/app-error.ts';
import {
  type EnvTemplate,
  type EnvTemplateId,
  type EnvTemplateInput,
  envTemplates,
} from '../../../contract/env-templates.ts';
import type { NewVariable } from './import.ts';
import type { SecretGenerator } from './ports.ts';

export function templateOf(id: EnvTemplateId): EnvTemplate {
  const template = envTemplates.find((candidate) => candidate.id === id);
  if (template === undefined) {
    throw new AppError('NOT_FOUND', { what: `template ${id}` });
  }
  return template;
}

/** Throws VALIDATION_FAILED naming the input that is missing or not the template's. */
export function fillTemplate(
  template: EnvTemplate,
  given: Readonly<Record<string, string>>,
  generate: SecretGenerator,
): readonly NewVariable[] {
  const unknown = Object.keys(given).find((name) => !template.inputs.some((input) => input.name === name));
  if (unknown !== undefined) {
    throw wrong(unknown, `${template.title} has no input of this name`);
  }
  const values = new Map(template.inputs.map((input) => [input.name, valueOf(input, given[input.name], generate)]));
  return template.variables
    .map(({ key, value, isSecret }) => ({ key, isSecret, value: fillPattern(value, values) }))
    .filter(({ value }) => value !== '');
}

function valueOf(input: EnvTemplateInput, given: string | undefined, generate: SecretGenerator): string {
  // Around a secret a blank may belong to it.
  const value = (input.isSecret === true ? given : given?.trim()) ?? input.initial ?? '';
  if (value !== '') {
    return value;
  }
  if (input.generate !== undefined) {
    return generate(input.generate);
  }
  if (input.isOptional !== true) {
    throw wrong(input.name, `${input.label} is needed`);
  }
  return '';
}

function fillPattern(pattern: string, values: ReadonlyMap<string, string>): string {
  const isEmpty = (part: string) =>
    [...part.matchAll(/\{(\w+)(?::url)?\}/g)].some(([, name = '']) => values.get(name) === '');
  return pattern
    .replace(/\[([^\]]*)\]/g, (_all, part: string) => (isEmpty(part) ? '' : part))
    .replace(/\{(\w+)(:url)?\}/g, (_all, name: string, isUrl: string | undefined) => {
      const value = values.get(name) ?? '';
      return isUrl === undefined ? value : encodeURIComponent(value);
    });
}

const wrong = (field: string, problem: string): AppError =>
  new AppError('VALIDATION_FAILED', { field, problem }, { field });
