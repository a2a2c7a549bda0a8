import type { EndpointInput } from '@gatehouse/contracts/endpoint'
import { getAccessCell, getAccessMatrix, getSimulatorChoices } from '@gatehouse/contracts/endpoints/access-engine'
import { read } from '../../api/read.ts'

export const matrixRead = (filter: EndpointInput<typeof getAccessMatrix> = {}) => read(getAccessMatrix, filter)
export const cellRead = (cell: EndpointInput<typeof getAccessCell>) => read(getAccessCell, cell)
export const simulatorChoicesRead = (stage?: string) => read(getSimulatorChoices, stage === undefined ? {} : { stage })
