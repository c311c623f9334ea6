/** What each setting of the installation does, in the order in which it is shown. */
import type { SettingPath } from './settings-draft.ts';

export interface SettingEntry {
  readonly path: SettingPath;
  readonly label: string;
  readonly description: string;
  readonly unit?: string;
  readonly placeholder?: string;
}

export interface SettingGroup {
  readonly title: string;
  readonly entries: readonly SettingEntry[];
}

export const settingGroups: readonly SettingGroup[] = [
  {
    title: 'Builds',
    entries: [
      {
        path: 'maxConcurrentBuilds',
        label: 'Builds at once',
        description: 'More wait in the queue. One project never builds twice at once.',
        unit: 'builds',
      },
      {
        path: 'buildTimeoutSeconds',
        label: 'Build timeout',
        description: 'A build that takes longer is given up.',
        unit: 'seconds',
      },
      {
        path: 'buildMemoryMB',
        label: 'Memory of a build',
        description: 'Where the engine can bound it. Empty: no limit.',
        unit: 'MB',
      },
      {
        path: 'buildCPUMillicores',
        label: 'CPU of a build',
        description: '1000 is one core. Empty: no limit.',
        unit: 'millicores',
      },
    ],
  },
  {
    title: 'New applications',
    entries: [
      {
        path: 'defaultPort',
        label: 'Default port',
        description: 'Given as PORT where none is set or found.',
      },
      {
        path: 'resourceLimits.defaultMemoryMB',
        label: 'Memory limit',
        description: 'Of a new project. Empty: no limit.',
        unit: 'MB',
      },
      {
        path: 'resourceLimits.defaultCPUMillicores',
        label: 'CPU limit',
        description: 'Of a new project. Empty: no limit.',
        unit: 'millicores',
      },
      {
        path: 'resourceLimits.defaultPidsLimit',
        label: 'Processes',
        description: 'Of a new project, threads included. Empty: no limit.',
        unit: 'processes',
      },
    ],
  },
  {
    title: 'Kept',
    entries: [
      {
        path: 'retention.keepDeployments',
        label: 'Deployments',
        description: 'For each project; the logs of older ones go with them.',
        unit: 'deployments',
      },
      {
        path: 'retention.keepImages',
        label: 'Images',
        description: 'Of a new project, for rollback, the running one included.',
        unit: 'images',
      },
      { path: 'retention.logRetentionDays', label: 'Logs', description: 'Older lines are removed.', unit: 'days' },
      {
        path: 'buildCache.unusedDays',
        label: 'Unused build cache',
        description: 'Of an engine, everybody’s who builds there. Empty: kept.',
        unit: 'days',
      },
      { path: 'retention.metricsDays', label: 'Metrics', description: 'Older figures are removed.', unit: 'days' },
    ],
  },
  {
    title: 'Names and certificates',
    entries: [
      {
        path: 'ingress.traefikImage',
        label: 'Image of Traefik',
        description: 'The page of a host says which of the two routes names there.',
      },
      { path: 'ingress.caddyImage', label: 'Image of Caddy', description: 'Stands in where the other cannot be had.' },
      {
        path: 'ingress.nameServers',
        label: 'Name servers',
        description:
          'Asked where a domain leads, before a certificate is asked for. Addresses, separated by commas. Empty: those of the machine of miniPaaS.',
        placeholder: '192.0.2.53, 192.0.2.54:5353',
      },
    ],
  },
  {
    title: 'Health warnings',
    entries: [
      {
        path: 'health.diskWarningMB',
        label: 'Low disk',
        description: 'A warning when less is free on the disk of the data folder or of an engine.',
        unit: 'MB',
      },
      {
        path: 'health.diskFailureMB',
        label: 'Full disk',
        description: 'A failure when less is free there.',
        unit: 'MB',
      },
      {
        path: 'health.ownMemoryWarningMB',
        label: 'Memory of miniPaaS',
        description: 'A warning when it uses more itself.',
        unit: 'MB',
      },
      {
        path: 'health.hostMemoryWarningPercent',
        label: 'Available memory',
        description: 'A warning when less of a host’s memory is available.',
        unit: '%',
      },
    ],
  },
  {
    title: 'Images of generated Dockerfiles',
    entries: [
      { path: 'baseImages.node', label: 'Node.js', description: '{version} becomes the version that was detected.' },
      { path: 'baseImages.python', label: 'Python', description: '{version} becomes the version that was detected.' },
      { path: 'baseImages.go', label: 'Go, to build', description: '{version} becomes the version that was detected.' },
      { path: 'baseImages.goRuntime', label: 'Go, to run', description: 'A small image for the built program.' },
      { path: 'baseImages.static', label: 'Static sites', description: 'A web server that serves files.' },
      {
        path: 'buildCache.registryImage',
        label: 'Registry for layers',
        description: 'Can be installed on a host, on the health page.',
      },
      {
        path: 'registryMirror',
        label: 'Registry mirror',
        description: 'Put before these images. Empty: none.',
        placeholder: 'registry.example.com/mirror',
      },
    ],
  },
];
