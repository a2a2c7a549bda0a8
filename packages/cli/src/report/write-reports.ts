import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Given, Output } from '../command.ts'
import { type Check, failedChecks, type Report } from './report.ts'

const marks: Readonly<Record<Check['state'], string>> = {
  passed: '✅',
  warned: '⚠️',
  failed: '❌',
  waits: '⏳',
  skipped: '➖',
}
const shownDetails = 20

/** Options of each command that reports. */
export const reportOptions = {
  markdown: { type: 'string' },
  junit: { type: 'string' },
  json: { type: 'boolean' },
} as const

export const reportHelp = `  --markdown FILE      write the report as Markdown
  --junit FILE         write the checks as JUnit XML, each as a test case
  --json               print the report as JSON`

/** Prints the report and writes the files that were asked for. */
export async function writeReports(report: Report, given: Given, { out }: Output): Promise<void> {
  if (given.flag('json')) out(`${JSON.stringify(report, null, 2)}\n`)
  else out(reportText(report))
  const [markdown, junit] = [given.text('markdown'), given.text('junit')]
  if (markdown !== undefined) await writeTo(markdown, reportMarkdown(report))
  if (junit !== undefined) await writeTo(junit, reportJunit(report))
}

async function writeTo(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
}

export function reportText({ title, outcome, checks, link }: Report): string {
  const lines = checks.flatMap(({ state, group, name, verdict, details }) => [
    `${state.padEnd(8)}${group}: ${name} — ${verdict}`,
    ...(state === 'passed' ? [] : details.slice(0, shownDetails).map((detail) => `          ${detail}`)),
  ])
  return `${[...lines, `${title}: ${outcome}`, ...(link === undefined ? [] : [link])].join('\n')}\n`
}

export function reportMarkdown(report: Report): string {
  const rows = report.checks.map(
    ({ state, group, name, verdict }) => `| ${marks[state]} | ${cell(group)} | ${cell(name)} | ${cell(verdict)} |`,
  )
  const details = report.checks
    .filter((check) => check.state !== 'passed' && check.details.length > 0)
    .map(
      (check) =>
        `<details><summary>${plain(check.group)}: ${plain(check.name)}</summary>\n\n${check.details
          .slice(0, shownDetails)
          .map((detail) => `- ${plain(detail)}`)
          .join('\n')}\n\n</details>`,
    )
  const failed = failedChecks(report).map(({ group, name }) => `${group}: ${name}`)
  const parts = [
    `## ${plain(report.title)}`,
    `**${plain(report.outcome)}**`,
    ...(failed.length === 0 ? [] : [`Failed: ${failed.map(plain).join(', ')}`]),
    ['| | Where | Check | Verdict |', '|---|---|---|---|', ...rows].join('\n'),
    ...details,
    ...report.sections,
    ...(report.link === undefined ? [] : [`[Open it in the console](${report.link})`]),
  ]
  return `${parts.join('\n\n')}\n`
}

/** JUnit XML as CI systems read it: a check is a test case; one that failed has a failure with its verdict. */
export function reportJunit(report: Report): string {
  const count = (state: Check['state']) => report.checks.filter((check) => check.state === state).length
  const counts = `tests="${report.checks.length}" failures="${count('failed')}" errors="0" skipped="${count('skipped') + count('waits')}"`
  const cases = report.checks.map((check) => {
    const open = `    <testcase classname="${xml(check.group)}" name="${xml(check.name)}" time="0">`
    return `${open}${caseBody(check)}</testcase>`
  })
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="gatehouse" ${counts} time="0">
  <testsuite name="${xml(report.title)}" ${counts} time="0">
${cases.join('\n')}
  </testsuite>
</testsuites>
`
}

function caseBody({ state, verdict, details }: Check): string {
  const text = xml([verdict, ...details.slice(0, shownDetails)].join('\n'))
  if (state === 'failed') return `<failure message="${xml(verdict)}">${text}</failure>`
  if (state === 'skipped' || state === 'waits') return `<skipped message="${xml(verdict)}"/>`
  return state === 'warned' ? `<system-out>${text}</system-out>` : ''
}

/** Attribute and text of XML 1.0; characters that it has no place for are left out. */
function xml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/\n/g, '&#10;')
}

/** Text of people inside of Markdown makes no line, tag, link or mention of its own. */
function plain(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replaceAll('<', '&lt;')
    .replace(/([[\]!])/g, '\\$1')
    .replace(/@(?=\w)/g, '@\u200b')
}

function cell(text: string): string {
  return plain(text).replaceAll('|', '\\|')
}
