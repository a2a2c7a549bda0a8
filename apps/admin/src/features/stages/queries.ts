import { listEnrolments, listGateways } from '@gatehouse/contracts/endpoints/gateways'
import { getStage, listStages } from '@gatehouse/contracts/endpoints/stages'
import { read } from '../../api/read.ts'

export const stagesRead = () => read(listStages, {})
export const stageRead = (stage: string) => read(getStage, { stage })
export const gatewaysRead = (stage?: string) => read(listGateways, stage ? { stage } : {})
export const enrolmentsRead = (stage: string) => read(listEnrolments, { stage })
