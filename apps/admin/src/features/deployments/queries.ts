import {
  listDeployments,
  listStageValues,
  previewDeploy,
  previewTakeOff,
} from '@gatehouse/contracts/endpoints/deployments'
import { read } from '../../api/read.ts'
import type { VersionName } from '../apis/queries.ts'

export const deploymentsRead = (name: VersionName, filters: { stage?: string; cursor?: string } = {}) =>
  read(listDeployments, { ...name, ...filters })
export const previewRead = (
  name: VersionName,
  act: { act: 'deploy' | 'promote' | 'rollback'; stage: string; deployment?: string },
) => read(previewDeploy, { ...name, ...act })
export const takeOffRead = (name: VersionName, stage: string) => read(previewTakeOff, { ...name, stage })
export const stageValuesRead = (name: VersionName) => read(listStageValues, { ...name })
