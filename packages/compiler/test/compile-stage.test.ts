import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { revisionContent } from '@gatehouse/contracts/revision'
import { snapshotManifest, snapshotPart } from '@gatehouse/contracts/snapshot'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileStage } from '../src/compile-stage.ts'
import { compileForGolden, goldenFolder, goldenNames, readState } from './compile-golden.ts'

describe('compileStage', () => {
  for (const name of goldenNames()) {
    it(name.replaceAll('-', ' '), () => {
      const expected = JSON.parse(readFileSync(join(goldenFolder, `${name}.out.json`), 'utf8')) as unknown
      expect(JSON.parse(JSON.stringify(compileForGolden(readState(name))))).toEqual(expected)
    })
  }

  it('gives only what the contracts’ strict schemas take, when there are no issues', () => {
    for (const name of goldenNames()) {
      const state = readState(name)
      for (const { deployments } of state.versions)
        for (const { content } of deployments) revisionContent.parse(content)
      const { manifestText, parts, issues } = compileStage(state)
      if (issues.length > 0) continue
      snapshotManifest.parse(JSON.parse(manifestText))
      for (const { text } of parts) snapshotPart.parse(JSON.parse(text))
    }
  })

  it('gives equal bytes for equal state, whatever the order of rows and members', () => {
    const name = 'two-versions-on-one-base-path-are-refused'
    const wanted = compileStage(readState(name)).manifestText
    const shuffle = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(shuffle)
      if (typeof value !== 'object' || value === null) return value
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, member]) => [key, shuffle(member)]),
      )
    }
    fc.assert(
      fc.property(fc.boolean(), fc.boolean(), (members, rows) => {
        const state = readState(name)
        const shuffled = (members ? shuffle(state) : state) as typeof state
        const versions = rows ? [...shuffled.versions].reverse() : shuffled.versions
        expect(compileStage({ ...shuffled, versions }).manifestText).toBe(wanted)
      }),
    )
  })

  it('gives the same manifest when it is told what it made before', () => {
    for (const name of goldenNames()) {
      const state = readState(name)
      const first = compileStage(state)
      const versions = state.versions.map((version) => ({
        ...version,
        deployments: version.deployments.map(({ id, weight }) => {
          const known = first.deployments.get(id)
          if (known === undefined) throw new Error(`${name}: ${id} was not compiled`)
          return { id, weight, known }
        }),
      }))
      const again = compileStage({ ...state, versions })
      expect(again.manifestText, name).toBe(first.manifestText)
      expect(again.parts).toEqual([])
    }
  })

  it('moves the parts that a guardrail asks for answers of, and no other', () => {
    const state = readState('guardrails-reach-the-manifest-with-what-they-ask-for')
    const hashes = (guardrails: typeof state.guardrails) =>
      compileStage({ ...state, guardrails }).manifest.versions.map(({ deployments }) => deployments[0]?.part)
    const [rules, money, shop] = state.guardrails
    if (rules === undefined || money === undefined || shop === undefined) throw new Error('not as expected')
    const [orders, items] = hashes([])
    expect(hashes([rules])).toEqual([orders, items])
    expect(hashes([rules, shop])).toEqual([orders, expect.not.stringMatching(items ?? '')])
    expect(hashes([money])).toEqual([expect.not.stringMatching(orders ?? ''), items])
    expect(hashes([{ ...money, options: { noAnonymous: true } }])).toEqual([orders, items])
    // Without a guardrail for an audience nobody is told who an API is for.
    expect(compileStage({ ...state, guardrails: [money] }).manifest.versions[0]).not.toHaveProperty('audience')
  })

  it('moves one part only when one deployment changes', () => {
    const state = readState('unusable-backend-addresses-are-refused')
    const before = new Set(compileStage(state).parts.map(({ hash }) => hash))
    const [first, ...rest] = state.versions
    if (first === undefined) throw new Error('no version')
    const changed = first.deployments.map((deployment) => ({ ...deployment, revisionNumber: 7 }))
    const after = compileStage({ ...state, versions: [{ ...first, deployments: changed }, ...rest] }).parts
    expect(after.filter(({ hash }) => !before.has(hash))).toHaveLength(1)
  })
})
