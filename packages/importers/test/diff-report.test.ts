import { describe, expect, it } from 'vitest'
import { diffDescriptions, summariseChanges } from '../src/diff-descriptions.ts'
import { type DiffReport, diffMarkdown, diffText, type ReportedChange } from '../src/diff-report.ts'
import { api, operation, queryWith } from './diff-cases.ts'

const change = (sentence: string, more: Partial<ReportedChange> = {}): ReportedChange => ({
  severity: 'safe',
  sentence,
  before: null,
  after: null,
  ...more,
})
const report = (changes: ReportedChange[], more: Partial<DiffReport> = {}): DiffReport => ({
  title: 'Orders v1',
  from: 'r1 on Production',
  to: 'Working copy',
  summary: 'some',
  changes,
  ...more,
})

describe('a report of a diff', () => {
  it('says the same sentences as text and as Markdown, grouped by class', async () => {
    const before = { ...queryWith({ enum: ['open', 'paid'] }), title: 'Orders' }
    const after = { ...queryWith({ enum: ['paid'] }), title: 'Shop' }
    after.operations.push(operation({ method: 'POST', deprecated: true }))
    const changes = diffDescriptions(before, after)
    const given = report(
      changes.map(({ class: severity, sentence, before: was, after: is }) =>
        change(sentence, {
          severity,
          before: was === undefined ? null : JSON.stringify(was),
          after: is === undefined ? null : JSON.stringify(is),
        }),
      ),
      { summary: summariseChanges(changes).text },
    )
    await expect(diffMarkdown(given)).toMatchFileSnapshot('diff-report.golden.md')
    await expect(diffText(given)).toMatchFileSnapshot('diff-report.golden.txt')
  })

  it('says that nothing differs', () => {
    expect(diffMarkdown(report([]))).toContain('Nothing differs.')
    expect(diffText(report([], { from: null }))).toBe('Orders v1: nothing → Working copy\nNothing differs.\n')
  })

  it('folds long lists and stays below what a pull request takes', () => {
    const many = Array.from({ length: 3_000 }, (_, index) => change(`\`GET /things/${index}\` is new`))
    const text = diffMarkdown(report(many))
    expect(text.length).toBeLessThan(62_000)
    expect(text).toMatch(/<details><summary>\d+ more safe changes<\/summary>/)
    expect(text).toMatch(/And \d+ more that have no room here\./)
    expect(text.match(/^- /gm)?.length).toBeLessThan(3_000)
    expect(diffMarkdown(report(many.slice(0, 7)))).not.toContain('<details>')
  })

  it.each([
    ['markup', '<img src=x onerror=alert(1)>', /<img/],
    ['a mention', 'thanks @octocat', /@octocat/],
    ['a link', '[free](https://evil.example) or https://evil.example', /\]\(|https:\/\/evil/],
    ['an issue', 'fixes #12', /fixes #12/],
    ['a heading', 'x\n# Approved', /^# Approved/m],
    ['emphasis', '**approved**', /\*\*approved\*\*/],
    ['a turn of direction', 'safe\u202egnikaerb', /\u202e/],
    ['a cursor', 'x\u001b[2J', /(?!\n)\p{Cc}/u],
    ['a loose backtick', 'x` <b>y</b>', /^(?!.*`).*<b>/m],
  ])('lets %s of a contract be text only', (_, text, harmful) => {
    const { sentence = '' } = diffDescriptions(api(), api({ title: text }))[0] ?? {}
    expect(diffMarkdown(report([change(sentence)], { title: text }))).not.toMatch(harmful)
    expect(diffText(report([change(sentence)]))).not.toMatch(/(?!\n)\p{Cc}|\u202e/u)
  })

  it('gives a fence that the content can not close', () => {
    const text = diffMarkdown(
      report([change('`GET /a` changed', { severity: 'breaking', before: '```\n</details>', after: 'x' })]),
    )
    expect(text).toContain('  ````diff\n  - ```\n  - </details>\n  + x\n  ````')
  })
})
