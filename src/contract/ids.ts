import { z } from 'zod';

const id = () => z.number().int().positive().max(Number.MAX_SAFE_INTEGER);

/** Branded so that a project's id where a deployment's belongs does not compile. */
export const projectId = id().brand<'ProjectId'>();
export const deploymentId = id().brand<'DeploymentId'>();
export const hostId = id().brand<'HostId'>();
export const userId = id().brand<'UserId'>();
export const envVarId = id().brand<'EnvVarId'>();
export const sharedSecretId = id().brand<'SharedSecretId'>();
export const registryId = id().brand<'RegistryId'>();
export const domainId = id().brand<'DomainId'>();
export const volumeId = id().brand<'VolumeId'>();
export const leftVolumeId = id().brand<'LeftVolumeId'>();
export const backupId = id().brand<'BackupId'>();
export const backupPlaceId = id().brand<'BackupPlaceId'>();
export const errorGroupId = id().brand<'ErrorGroupId'>();

export type ProjectId = z.infer<typeof projectId>;
export type DeploymentId = z.infer<typeof deploymentId>;
export type HostId = z.infer<typeof hostId>;
export type UserId = z.infer<typeof userId>;
export type EnvVarId = z.infer<typeof envVarId>;
export type SharedSecretId = z.infer<typeof sharedSecretId>;
export type RegistryId = z.infer<typeof registryId>;
export type DomainId = z.infer<typeof domainId>;
export type VolumeId = z.infer<typeof volumeId>;
export type LeftVolumeId = z.infer<typeof leftVolumeId>;
export type BackupId = z.infer<typeof backupId>;
export type BackupPlaceId = z.infer<typeof backupPlaceId>;
export type ErrorGroupId = z.infer<typeof errorGroupId>;
