// What of this installation is on a host and needed by nothing any more. Pure: the engine's objects and the database's
// knowledge in, a list out. Whoever cleans up, by hand or by the clock, asks here.
import type { DeploymentId } from '../../../contract/ids.ts';
import { carries, isOurContainer, isOurImage, isOurTag } from './ownership.ts';
import type {
  EngineContainer,
  EngineImage,
  EngineNetwork,
  EngineObjects,
  EngineVolume,
  KnownObjects,
  Labels,
} from './ports/upkeep.ts';

export type PruneReason =
  /** A container of a deployment that is over. */
  | 'ended'
  /** Of a deployment or a volume that the database does not know. */
  | 'orphaned'
  /** An image that is kept for no rollback. */
  | 'notKept'
  /** What a move to another host has left of a volume. */
  | 'leftByMove'
  /** What a build left behind without a name. */
  | 'leftover'
  /** A network that no container is attached to. */
  | 'unused';

export interface PruneItem {
  readonly kind: 'container' | 'image' | 'network' | 'volume';
  /** As the engine knows it: the id, of a volume its name. */
  readonly id: string;
  readonly name: string;
  readonly reason: PruneReason;
  /** Null: not known, or next to nothing. */
  readonly sizeBytes: number | null;
  /** It runs, or it holds data: taken only when somebody names it. */
  readonly needsChoice: boolean;
  /** Of an image: its names of ours; what somebody else named stays. Empty: it has none, and goes by its id. */
  readonly tags: readonly string[];
}

/**
 * `own`: the labels of this installation. Order: as things have to be removed, so that an image's container goes first.
 * What another part of miniPaaS looks after itself (the ingress, helpers of volumes) is never in it.
 */
export function planPrune(objects: EngineObjects, known: KnownObjects, own: Labels): readonly PruneItem[] {
  const containers = objects.containers.flatMap((container) => containerItem(container, known, own));
  const gone = new Set(containers.filter(({ needsChoice }) => !needsChoice).map(({ id }) => id));
  const staying = objects.containers.filter(({ id }) => !gone.has(id));
  const kept = known.keptImages();
  const images = objects.images.flatMap((image) =>
    imageItem(image, { all: objects.images, staying, kept, known, own }),
  );
  return [
    ...containers,
    ...images,
    ...objects.networks.flatMap((network) => networkItem(network, staying, known, own)),
    ...objects.volumes.flatMap((volume) => volumeItem(volume, objects.containers, known, own)),
  ];
}

/** Whether a container is one that we made for a deployment, and not a helper or the ingress. */
export function isDeploymentContainer(container: Pick<EngineContainer, 'name' | 'labels'>, own: Labels): boolean {
  const role = container.labels['minipaas.role'];
  const isOfDeployment = (role === 'release' || role === 'candidate') && deploymentOf(container.labels) !== null;
  return isOfDeployment && isOurContainer(container, own);
}

function containerItem(container: EngineContainer, known: KnownObjects, own: Labels): PruneItem[] {
  const deployment = deploymentOf(container.labels);
  if (!isDeploymentContainer(container, own) || deployment === null) {
    return [];
  }
  const row = known.deployment(deployment);
  if (row?.isActive === true || (row?.isCurrent === true && row.containerId === container.id)) {
    return [];
  }
  const { id, name, sizeBytes } = container;
  const isUp = ['running', 'paused', 'restarting'].includes(container.state);
  const reason = row === null ? 'orphaned' : 'ended';
  // The row may be in a newer state of a data folder that was brought back from a backup: somebody may use what runs.
  return [{ kind: 'container', id, name, reason, sizeBytes, needsChoice: row === null && isUp, tags: [] }];
}

interface ImageSurroundings {
  readonly all: readonly EngineImage[];
  /** Containers that are there afterwards as well. */
  readonly staying: readonly EngineContainer[];
  readonly kept: ReadonlySet<string>;
  readonly known: KnownObjects;
  readonly own: Labels;
}

function imageItem(image: EngineImage, { all, staying, kept, known, own }: ImageSurroundings): PruneItem[] {
  const { id, tags, labels, sizeBytes } = image;
  const deployment = deploymentOf(labels);
  if (!isOurImage(image, own) || deployment === null || known.deployment(deployment)?.isActive === true) {
    return [];
  }
  if (kept.has(id) || tags.some((tag) => kept.has(tag)) || staying.some(({ imageId }) => imageId === id)) {
    return [];
  }
  const ours = tags.filter(isOurTag);
  if (ours.length === 0) {
    // Without a name, what may have been built from one of ours is left alone.
    return isMadeFromOurs(image, all, own)
      ? []
      : [{ kind: 'image', id, name: shortId(id), reason: 'leftover', sizeBytes, needsChoice: false, tags: [] }];
  }
  const reason = known.deployment(deployment) === null ? 'orphaned' : 'notKept';
  // With another's name on it, ours goes and the image stays.
  const freed = ours.length === tags.length ? sizeBytes : null;
  return [{ kind: 'image', id, name: ours.join(', '), reason, sizeBytes: freed, needsChoice: false, tags: ours }];
}

function isMadeFromOurs(image: EngineImage, all: readonly EngineImage[], own: Labels): boolean {
  return all.some(
    (other) =>
      other.id !== image.id &&
      carries(other.labels, own) &&
      other.labels['minipaas.deployment'] === image.labels['minipaas.deployment'] &&
      other.layers.length > 0 &&
      other.layers.every((layer, index) => image.layers[index] === layer),
  );
}

function networkItem(
  network: EngineNetwork,
  staying: readonly EngineContainer[],
  known: KnownObjects,
  own: Labels,
): PruneItem[] {
  const { id, name, labels } = network;
  const isUsed = staying.some(({ networks }) => networks.includes(id) || networks.includes(name));
  // A deployment under way has made sure of it, and is about to use it.
  return !carries(labels, own) || isUsed || known.isDeploying()
    ? []
    : [{ kind: 'network', id, name, reason: 'unused', sizeBytes: null, needsChoice: false, tags: [] }];
}

function volumeItem(
  volume: EngineVolume,
  containers: readonly EngineContainer[],
  known: KnownObjects,
  own: Labels,
): PruneItem[] {
  const { name, labels, sizeBytes } = volume;
  const id = toId(labels['minipaas.volume']);
  const isUsed = containers.some(({ volumes }) => volumes.includes(name));
  if (carries(labels, own) && labels['minipaas.role'] === 'secrets') {
    return isUsed ? [] : secretsItem(volume, known);
  }
  if (!carries(labels, own) || id === null || known.hasVolume(id, name) || isUsed) {
    return [];
  }
  // What is copied for a move belongs to its deployment until that has ended.
  const deployment = deploymentOf(labels);
  if (deployment !== null && known.deployment(deployment)?.isActive === true) {
    return [];
  }
  const reason = known.isLeftByMove(name) ? 'leftByMove' : 'orphaned';
  return [{ kind: 'volume', id: name, name, reason, sizeBytes, needsChoice: true, tags: [] }];
}

/** Files of secrets of one release: copies, which go without being chosen. */
function secretsItem({ name, labels, sizeBytes }: EngineVolume, known: KnownObjects): PruneItem[] {
  const deployment = deploymentOf(labels);
  const row = deployment === null ? null : known.deployment(deployment);
  if (deployment === null || row?.isActive === true || row?.isCurrent === true) {
    return [];
  }
  const reason = row === null ? 'orphaned' : 'ended';
  return [{ kind: 'volume', id: name, name, reason, sizeBytes, needsChoice: false, tags: [] }];
}

const shortId = (id: string): string => id.replace(/^sha256:/, '').slice(0, 12);

function deploymentOf(labels: Labels): DeploymentId | null {
  const id = toId(labels['minipaas.deployment']);
  return id === null ? null : (id as DeploymentId);
}

function toId(text: string | undefined): number | null {
  const id = Number(text);
  return text !== undefined && Number.isSafeInteger(id) && id > 0 ? id : null;
}
