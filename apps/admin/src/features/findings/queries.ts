import type { EndpointInput } from '@gatehouse/contracts/endpoint'
import { getFindings } from '@gatehouse/contracts/endpoints/findings'
import { read } from '../../api/read.ts'

export const findingsRead = (question: EndpointInput<typeof getFindings>) => read(getFindings, question)
