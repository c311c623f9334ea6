import { describe, expect, it } from 'vitest';
import type { EngineContainer, EngineObjects, Labels } from './ports/upkeep.ts';
import { toolsOn } from './tools.ts';

const own = { 'minipaas.managed': 'true', 'minipaas.instance': 'mine' };
const labelled = (role: string | null, instance = 'mine'): Labels => ({
  ...own,
  'minipaas.instance': instance,
  ...(role === null ? {} : { 'minipaas.role': role }),
});
const container = (name: string, labels: Labels): EngineContainer => ({
  id: `id-${name}`,
  name,
  labels,
  state: 'running',
  imageId: 'sha256:1',
  networks: [],
  volumes: [],
  sizeBytes: null,
});
const nothing: EngineObjects = { containers: [], images: [], volumes: [], networks: [] };

describe('toolsOn', () => {
  it('names ingress, registry, helpers and network of this installation, containers first', () => {
    const objects: EngineObjects = {
      ...nothing,
      networks: [
        { id: 'n1', name: 'minipaas', labels: labelled(null) },
        { id: 'n2', name: 'bridge', labels: {} },
      ],
      volumes: [
        { name: 'minipaas-layers-mine', labels: labelled('layer-registry'), sizeBytes: null },
        { name: 'minipaas-ingress-mine', labels: labelled('ingress'), sizeBytes: null },
      ],
      containers: [
        container('minipaas-ingress-mine', labelled('ingress')),
        container('minipaas-layers-mine', labelled('layer-registry')),
        container('minipaas-files-3', labelled('helper')),
      ],
    };
    expect(toolsOn(objects, own).map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'container minipaas-ingress-mine',
      'container minipaas-layers-mine',
      'container minipaas-files-3',
      'volume minipaas-layers-mine',
      'volume minipaas-ingress-mine',
      'network minipaas',
    ]);
  });

  it('names nothing that runs for a project, holds data, or is another’s', () => {
    const objects: EngineObjects = {
      ...nothing,
      networks: [{ id: 'n1', name: 'minipaas', labels: labelled(null, 'another') }],
      volumes: [
        { name: 'minipaas-vol-1-1', labels: { ...labelled(null), 'minipaas.volume': '1' }, sizeBytes: null },
        { name: 'minipaas-backups', labels: labelled('backups'), sizeBytes: null },
        { name: 'somebody', labels: labelled('ingress'), sizeBytes: null },
      ],
      containers: [
        container('minipaas-shop-3', labelled('release')),
        container('minipaas-ingress-other', labelled('ingress', 'another')),
        // Started by somebody from an image that was committed of ours.
        container('proxy', labelled('ingress')),
      ],
    };
    expect(toolsOn(objects, own)).toEqual([]);
  });
});
