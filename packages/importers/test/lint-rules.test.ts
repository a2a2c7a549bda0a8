import { apiDescription } from '@gatehouse/contracts/api-description'
import { lintFinding } from '@gatehouse/contracts/lint'
import { describe, expect, it } from 'vitest'
import { applyEdits } from '../src/lint/apply-edits.ts'
import { judge } from '../src/lint/judge.ts'
import { lint } from '../src/lint/lint.ts'
import { exampleDescription } from '../src/lint/lint-example.ts'
import { readyRules } from '../src/lint/ready-rules.ts'

const asTheyCome = { ready: {}, own: [] }
const rows = Object.entries(readyRules)
/** Some rules come switched off; here each is on. */
const allOn = {
  ready: Object.fromEntries(rows.map(([id, { severity }]) => [id, severity === 'off' ? ('info' as const) : severity])),
  own: [],
}

describe('each ready rule', () => {
  it.each(rows)('%s finds its bad example and leaves its good one alone', (id, rule) => {
    const bad = apiDescription.parse(JSON.parse(JSON.stringify(exampleDescription(rule.bad))))
    const good = apiDescription.parse(JSON.parse(JSON.stringify(exampleDescription(rule.good))))
    const found = lint(bad, allOn, [], 0).findings.filter((finding) => finding.rule === id)
    expect(found.length, 'findings in the bad example').toBeGreaterThan(0)
    for (const finding of found) {
      expect(lintFinding.parse(finding)).toEqual(finding)
      expect(finding.message).not.toMatch(/undefined|\[object|``/)
    }
    expect(lint(good, allOn, [], 0).findings.filter((finding) => finding.rule === id)).toEqual([])
    expect(rule.why.length).toBeGreaterThan(20)
    expect(rule.fix).toMatch(/[.!”]$/)
  })

  it.each(rows.filter(([, rule]) => rule.fixable))(
    '%s mends what it finds, and breaks no other rule by it',
    (id, rule) => {
      const bad = apiDescription.parse(JSON.parse(JSON.stringify(exampleDescription(rule.bad))))
      const before = judge(bad, allOn)
      const edits =
        before.find((judged) => judged.rule === id)?.findings.flatMap((finding) => finding.edits ?? []) ?? []
      expect(edits.length).toBeGreaterThan(0)
      const mended = apiDescription.parse(applyEdits(bad, edits))
      const after = lint(mended, allOn, [], 0)
      expect(after.findings.filter((finding) => finding.rule === id)).toEqual([])
      const errors = (list: { severity: string; rule: string }[]) =>
        list.filter(({ severity }) => severity === 'error').map((finding) => finding.rule)
      expect(errors(after.findings).length).toBeLessThanOrEqual(
        errors(before.flatMap(({ findings }) => findings)).length,
      )
    },
  )

  it('finds nothing in the example description, which scores 100', () => {
    const result = lint(exampleDescription(), asTheyCome, [], 0)
    expect(result.findings).toEqual([])
    expect(result.score).toBe(100)
    expect(result.passed).toBe(rows.length)
  })

  it('is one of at least forty', () => {
    expect(rows.length).toBeGreaterThanOrEqual(40)
  })
})
