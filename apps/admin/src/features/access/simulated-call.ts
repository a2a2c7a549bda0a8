import type { EndpointInput } from '@gatehouse/contracts/endpoint'
import type { SimulatedCaller, simulateAccess } from '@gatehouse/contracts/endpoints/access-engine'

export type As = SimulatedCaller['as']
type Input = EndpointInput<typeof simulateAccess>

/** Who calls, of what a form holds; ids are checked by the API. */
export function callerOf(
  as: As,
  form: { application: string; credential: string; token: string; scopes: string; kind: string },
): Input['caller'] {
  switch (as) {
    case 'nobody':
      return { as }
    case 'application':
      return { as, applicationId: form.application as never }
    case 'credential':
      return { as, credentialId: form.credential as never }
    case 'token':
      return { as, token: form.token }
    case 'made-up':
      return {
        as,
        caller: {
          credential: form.kind === 'token' ? 'token' : 'key',
          scopes: form.scopes.split(/\s+/).filter((scope) => scope !== ''),
          ...(form.application === '' ? {} : { applicationId: form.application as never }),
        },
      }
  }
}

/** `Name: value` lines. */
export function headersOf(text: string): { name: string; value: string }[] {
  return text.split('\n').flatMap((line) => {
    const at = line.indexOf(':')
    return at <= 0 ? [] : [{ name: line.slice(0, at).trim(), value: line.slice(at + 1).trim() }]
  })
}
