// Whether an object of an engine is ours. Labels alone do not say: an image that somebody builds from one of ours inherits
// them, and so does a container that somebody starts from it.
import type { EngineContainer, EngineImage, Labels } from './ports/upkeep.ts';

/** Whether it carries all the labels of this installation. */
export function carries(labels: Labels, own: Labels): boolean {
  return Object.entries(own).every(([name, value]) => labels[name] === value);
}

/** The role is said of containers alone, and of what somebody commits of one, under another name. */
export function isOurContainer({ name, labels }: Pick<EngineContainer, 'name' | 'labels'>, own: Labels): boolean {
  return name.startsWith('minipaas') && labels['minipaas.role'] !== undefined && carries(labels, own);
}

/** Builds give no role: an image that has one was committed. Under another's name only, it is another's. */
export function isOurImage({ tags, labels }: Pick<EngineImage, 'tags' | 'labels'>, own: Labels): boolean {
  const isNamedByUs = tags.length === 0 || tags.some(isOurTag);
  return carries(labels, own) && labels['minipaas.role'] === undefined && isNamedByUs;
}

export const isOurTag = (tag: string): boolean => tag.startsWith('minipaas/');
