import { expect, test } from 'vitest'
import { exitCodeOf, type Report } from '../src/report/report.ts'
import { reportJunit, reportMarkdown, reportText } from '../src/report/write-reports.ts'

const hostile = '</testcase>&"<script>\u0000\n| @everyone [link](javascript:alert(1)) |'
const report: Report = {
  title: 'Orders v1',
  outcome: 'Staging does not take r2.',
  checks: [
    { group: 'Contract', name: 'Import', state: 'passed', verdict: '1 safe', details: [] },
    { group: 'Staging', name: 'Lint', state: 'warned', verdict: 'score 40', details: ['No description'] },
    { group: 'Staging', name: 'Breaking change', state: 'failed', verdict: hostile, details: [hostile] },
    { group: 'Production', name: 'Approval', state: 'waits', verdict: 'One person', details: [] },
  ],
  sections: [],
  link: undefined,
}

test('a failed check decides the exit code and is named in each writing', () => {
  expect(exitCodeOf(report)).toBe(1)
  expect(exitCodeOf({ ...report, checks: report.checks.filter(({ state }) => state !== 'failed') })).toBe(0)
  expect(reportText(report)).toMatch(/^failed {2}Staging: Breaking change/m)
  expect(reportMarkdown(report)).toContain('Failed: Staging: Breaking change')
  expect(reportJunit(report)).toContain('tests="4" failures="1" errors="0" skipped="1"')
})

test('what people wrote makes no tag, table cell, mention or link of its own', () => {
  const xml = reportJunit(report)
  expect(xml.match(/<testcase /g)).toHaveLength(4)
  expect(xml.match(/<\/testcase>/g)).toHaveLength(4)
  expect(xml).not.toContain('\u0000')
  expect(xml).toContain('&lt;/testcase&gt;&amp;&quot;')
  const markdown = reportMarkdown(report)
  expect(markdown).not.toContain('<script>')
  expect(markdown).not.toMatch(/@everyone/)
  expect(markdown).not.toMatch(/[^\\]\[link\]\(/)
  const rows = markdown.split('\n').filter((line) => line.startsWith('| '))
  for (const row of rows.slice(2)) expect(row.replaceAll('\\|', '').split('|')).toHaveLength(6)
})
