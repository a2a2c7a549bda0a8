import type { FindingSideName } from '@gatehouse/contracts/endpoints/findings'
import type { ValidationMode } from '@gatehouse/contracts/snapshot'

export const sideWords = {
  request: {
    title: 'Requests',
    label: 'Request validation',
    field: 'requestValidation',
    inherited: 'As each operation says',
  },
  response: {
    title: 'Responses',
    label: 'Response validation',
    field: 'responseValidation',
    inherited: 'Off, unless the operation says otherwise',
  },
} as const satisfies Record<FindingSideName, object>

/** What each mode does, said where it is chosen. */
export const modeMeanings: Record<FindingSideName, Record<ValidationMode, string>> = {
  request: {
    block: 'A request that breaks the contract gets 400 and never reaches the backend.',
    report: 'Every request passes; what it breaks is counted here.',
    off: 'Nobody looks at parameters and bodies.',
  },
  response: {
    block: 'The caller gets 502 instead of an answer that breaks the contract. Answers wait until they are whole.',
    report: 'Every answer passes at once; what it breaks is counted here.',
    off: 'Nobody looks at answers.',
  },
}

/** `header /x-total`, `body /lines/*​/price`, `status`: where a contract was broken. */
export function placeText(place: { in: string; pointer: string }): string {
  if (place.pointer === '…') return 'further places'
  if (place.pointer === '/:status') return 'status'
  return place.pointer === '' ? place.in : `${place.in} ${place.pointer}`
}
