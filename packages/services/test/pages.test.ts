import type { PipelineCard, VersionPage } from '@gatehouse/contracts/endpoints/apis'
import { describe, expect, test } from 'vitest'
import { findMove, legalMoves } from '../src/apis/lifecycle-moves.ts'
import { checklistOf, type Progress, primaryOf } from '../src/apis/next-act.ts'
import { lagText, receiptsText } from '../src/deployments/receipts-text.ts'

const yes = { allowed: true, why: null }
const can: VersionPage['can'] = { edit: yes, deploy: yes, promote: yes, publish: yes, offer: yes }

function card(name: string, more: Partial<PipelineCard> = {}): PipelineCard {
  return {
    stage: {
      id: name,
      slug: name,
      name,
      position: 0,
      exposure: 'hidden',
      publicName: null,
      accepts: 'deploy',
      gatewayUrl: 'http://g',
    },
    host: 'http://g/orders/v1',
    deployment: null,
    stillServing: null,
    gateways: { total: 1, connected: 1, lastSeenAt: null },
    behind: null,
    incoming: null,
    valuesChanged: false,
    missingValues: [],
    frozen: null,
    canary: null,
    promotion: null,
    lastGate: null,
    pauses: [],
    deploy: yes,
    promote: yes,
    rollback: { ...yes, targets: [] },
    ...more,
  }
}

const running = { revision: { id: 'r', number: 1, hash: 'h', shortHash: 'h' } } as PipelineCard['deployment']
const counts = { breaking: 0, risky: 0, safe: 1, text: '1 safe' }
const incoming = { fromStageId: 'Development', fromRevision: 1, counts, same: false }

describe('the primary button', () => {
  const fresh: Progress = {
    operations: 0,
    offered: false,
    portals: 0,
    state: 'draft',
    undeployed: false,
    pipeline: [card('Development', { missingValues: ['default'] }), card('Production')],
  }
  const withContract = { ...fresh, operations: 3 }
  const withBackend = { ...withContract, pipeline: [card('Development'), card('Production')] }
  const deployed = {
    ...withBackend,
    pipeline: [card('Development', { deployment: running }), card('Production', { incoming })],
  }
  const offered = { ...deployed, offered: true }
  const published: Progress = { ...offered, portals: 1, state: 'published' }
  const changed = { ...published, undeployed: true }
  const promoted = {
    ...published,
    pipeline: [
      card('Development', { deployment: running }),
      card('Production', { deployment: running, incoming: { ...incoming, same: true } }),
    ],
  }

  test.each([
    ['add-contract', 'Add contract', fresh],
    ['set-backend', 'Set backend', withContract],
    ['deploy', 'Deploy to Development', withBackend],
    ['offer', 'Offer it', deployed],
    ['publish', 'Publish', offered],
    ['promote', 'Promote to Production', published],
    ['deploy', 'Deploy to Development', changed],
    ['none', '', promoted],
    ['none', '', { ...fresh, state: 'retired' as const }],
  ])('is %s: “%s”', (act, label, progress) => {
    const checklist = checklistOf(progress)
    expect(primaryOf(checklist, progress, can)).toMatchObject({ act, label })
    expect(checklist.filter(({ open }) => open).length).toBeLessThanOrEqual(1)
  })

  test('is shown disabled with the permission that lacks', () => {
    const denied = { allowed: false, why: 'Needs the permission api.edit; an admin can grant it.' }
    const primary = primaryOf(checklistOf(fresh), fresh, { ...can, edit: denied })
    expect(primary).toMatchObject({ act: 'add-contract', allowed: false, why: denied.why })
  })
})

describe('receipts in words', () => {
  test.each([
    [{ confirmed: 3, refused: 0, total: 3, worstLagMs: 41 }, '3/3 gateways · 41 ms'],
    [{ confirmed: 1, refused: 1, total: 2, worstLagMs: 1_240 }, '1/2 gateways · 1.2 s · 1 refused'],
    [{ confirmed: 0, refused: 0, total: 1, worstLagMs: null }, '0/1 gateway'],
    [{ confirmed: 0, refused: 0, total: 0, worstLagMs: null }, 'no gateway'],
  ])('%j', (receipts, text) => {
    expect(receiptsText(receipts)).toBe(text)
  })

  test('round lags as people say them', () => {
    expect([0.4, 999, 1_000, 59_940, 180_000].map(lagText)).toEqual(['0 ms', '999 ms', '1.0 s', '59.9 s', '3 min'])
  })
})

describe('lifecycle moves', () => {
  test('lead forward one by one, and back only with a reason', () => {
    expect(legalMoves('draft')).toEqual(['published'])
    expect(findMove('published', 'retired')).toBeUndefined()
    expect(findMove('deprecated', 'published')).toMatchObject({ needsReason: true })
    expect(findMove('retired', 'deprecated')).toMatchObject({ needsReason: true })
  })
})
