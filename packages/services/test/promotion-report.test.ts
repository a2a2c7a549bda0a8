import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { promotionReport } from '../src/promotions/promotion-report.ts'
import { contract, createPromotionWorld, type PromotionWorld } from './promotion-world.ts'

let world: PromotionWorld
beforeAll(async () => {
  world = await createPromotionWorld()
})
afterAll(() => world.app.drop())

describe('the report', () => {
  test('says in Markdown what the page says, and text of people makes no markup of its own', async () => {
    const path = await world.deployed()
    await world.promote(path)
    await world.next(path, contract({ limit: 'boolean' }))
    await world.change('staging', { gate: [{ check: 'breaking-change', required: true }] })
    const view = await world.promote(path, { mode: 'prepare' })
    await world.change('staging', { gate: [] })
    const api = { ...view.api, name: 'Orders <b>@team' }
    const report = promotionReport(
      { ...view, title: `Promote ${api.name} v1 r2 to Staging` },
      'https://console.example',
    )
    expect(
      report
        .replaceAll(view.id, 'ID')
        .replaceAll(view.revision.shortHash, 'HASH')
        .replace(view.boundHash.slice(0, 12), 'BOUND'),
    ).toBe(`### Promote Orders &lt;b>@\u200bteam v1 r2 to Staging

**Blocked**: Breaking changes: 1 change breaks what callers of r1 rely on.

r2 → Staging: 0 gateways. Keys, plans, stage values stay. Now: r1.

Contract: 1 breaking · 0 access changes

| | Check | | Verdict |
|---|---|---|---|
| ❌ | Breaking changes | required | 1 change breaks what callers of r1 rely on. |

<details><summary>Breaking changes</summary>

- ${view.checks[0]?.evidence.sentences[0]}

</details>

#### What changes

- **breaking** ${view.changes[0]?.sentence}

[Open the promotion](https://console.example/promotions/ID) · revision \`HASH\` · bound to \`BOUND\`
`)
  })
})
