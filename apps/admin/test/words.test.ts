import { describe, expect, it } from 'vitest'
import { localPath } from '../src/features/account/local-path.ts'
import { moveRefusal } from '../src/features/apis/move-refusal.ts'
import { actionText, targetText } from '../src/features/audit/action-text.ts'
import { limitsText } from '../src/features/products/limits-text.ts'
import { placeOfId } from '../src/features/shell/place-of-id.ts'
import { curlOf } from '../src/features/traffic/curl-text.ts'
import { factsText } from '../src/features/traffic/phase-text.ts'

const id = (prefix: string) => `${prefix}_01a202d222a07dfa9c49d0f52c687a17`

describe('the way back after sign-in', () => {
  it.each(['/', '/apis', '/traffic/requests?status=4xx&q=%2Forders'])('accepts a path of this app: %s', (path) => {
    expect(localPath(path)).toBe(path)
  })
  it.each([
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/a\\b',
    '/\t/evil',
    '',
  ])('never leads to another place: %j', (path) => {
    expect(localPath(path)).toBe('/')
  })
  it('does not lead back to the sign-in page', () => {
    expect(localPath('/sign-in?next=/')).toBe('/')
  })
})

describe('a pasted id', () => {
  it('leads to the page of what it names', () => {
    expect(placeOfId(id('req'))?.href).toBe(`/requests/${id('req')}`)
    expect(placeOfId(` ${id('APP').toLowerCase()} `)?.href).toBe(`/applications/${id('app')}`)
  })
  it.each(['req_1', 'xyz_01a202d222a07dfa9c49d0f52c687a17', 'orders', ''])(
    'leads nowhere when it is none: %j',
    (text) => {
      expect(placeOfId(text)).toBeUndefined()
    },
  )
})

describe('facts of a phase', () => {
  it('says what is left of a limit, and "left" alone where a burst holds more', () => {
    expect(factsText({ remaining: 93, limit: 100 })).toBe('93 of 100 left')
    expect(factsText({ remaining: 19, limit: 10 })).toBe('19 left')
  })
  it('gives names for ids and drops ids without one', () => {
    expect(factsText({ plan: id('plv') }, { plan: 'Gold' })).toBe('plan Gold')
    expect(factsText({ operation: id('op') })).toBe('')
  })
})

describe('curl of a request', () => {
  it('never holds a key, and quotes what a shell would read', () => {
    const text = curlOf({
      method: 'POST',
      host: 'api.example.com',
      path: "/it's",
      credential: { id: id('crd') as never, name: 'x', last4: '4f2a' },
    })
    expect(text).toBe("curl -X POST 'https://api.example.com/it'\\''s' -H 'x-api-key: <key …4f2a>'")
  })
})

describe('words', () => {
  it('says limits, and their absence', () => {
    expect(limitsText({ rate: { limit: 10, periodSeconds: 1, burst: 20 } })).toEqual({
      rate: '10 per second, bursts of 20',
      quota: 'no quota',
    })
  })
  it('says audit entries as sentences', () => {
    expect(actionText('application.suspend')).toBe('suspended')
    expect(actionText('stage-values.put')).toBe('saved stage values of')
    expect(targetText({ kind: 'serviceAccount', name: null })).toBe('a service account')
  })
})

describe('a move', () => {
  const can = { deploy: { allowed: true, why: null }, promote: { allowed: true, why: null } }
  const card = (missingValues: string[]) => ({
    promote: { allowed: false, why: 'Staging lacks values' },
    missingValues,
    frozen: null,
  })
  it('may be opened when only values are missing: they are filled in there', () => {
    expect(moveRefusal(card(['default']) as never, 'promote', can as never)).toBeNull()
  })
  it('is refused with the reason when it is not allowed', () => {
    expect(moveRefusal(card([]) as never, 'promote', can as never)).toBe('Staging lacks values')
    const viewer = { ...can, promote: { allowed: false, why: 'Operator' } }
    expect(moveRefusal(card(['default']) as never, 'promote', viewer as never)).toBe('Staging lacks values')
    const frozen = { ...card(['default']), deploy: card([]).promote, frozen: { name: 'Peak' } }
    expect(moveRefusal(frozen as never, 'deploy', can as never)).toBe('Staging lacks values')
  })
  it('into a frozen stage may be looked at: an emergency is chosen there', () => {
    const frozen = { ...card(['default']), frozen: { name: 'Peak' } }
    expect(moveRefusal(frozen as never, 'promote', can as never)).toBeNull()
  })
})
