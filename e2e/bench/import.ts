import { readFile } from 'node:fs/promises'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Worker } from 'node:worker_threads'
import type { ImportResult } from '@gatehouse/importers/import-result'
import { type RunImportSource, runImport } from '@gatehouse/importers/run-import'
import type { Audit, AuditJob } from './import/audit-thread.ts'
import { directory, directoryFiles } from './import/directory-files.ts'
import { variantsOf } from './import/variants.ts'
import { progress, report } from './report.ts'

/**
 * Imports of real descriptions, one JSON line for each figure: `npm run bench -- import`, or each Nth file only
 * (`npm run bench -- import 10`). Standard error tells what goes on, and has a table of each file that failed.
 */
const every = Number(process.argv[2] ?? 1)
const variantsEvery = 20
const files = directoryFiles().filter((_, index) => index % every === 0)
const milliseconds: number[] = []
const failures: { file: string; reason: string }[] = []
const crashes: { file: string; reason: string }[] = []
let highestRss = 0

const delay = monitorEventLoopDelay({ resolution: 1 })
const sampling = setInterval(() => {
  highestRss = Math.max(highestRss, process.memoryUsage.rss())
}, 50)

async function imported(source: RunImportSource, name: string): Promise<ImportResult | undefined> {
  try {
    const result = await runImport(source, { timeoutMs: 60_000, memoryMb: 512 })
    if (!result.ok) {
      const [issue] = result.issues
      failures.push({ file: name, reason: `${issue?.rule}: ${issue?.message}` })
    }
    return result
  } catch (error) {
    crashes.push({ file: name, reason: error instanceof Error ? error.message : String(error) })
    return undefined
  }
}

progress(`importing ${files.length} files`)
delay.enable()
const ok = new Set<string>()
for (const [index, file] of files.entries()) {
  if (index % 100 === 0) progress(`${index} of ${files.length}`)
  const bytes = await readFile(file)
  const startedAt = performance.now()
  const result = await imported({ bytes, fileName: file }, file.slice(directory.length + 1))
  milliseconds.push(performance.now() - startedAt)
  if (result?.ok) ok.add(file)
}
delay.disable()
const [originals, originalCrashes] = [failures.length, crashes.length]

// Each figure as soon as it is known: the rest takes longer than the imports.
const sorted = milliseconds.toSorted((a, b) => a - b)
const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
report('import.ok_share', 0, 'share', files.length, { value: Math.round((ok.size / files.length) * 10_000) / 10_000 })
report('import.crashes', originalCrashes, 'files', files.length)
report('import.p50_ms', at(0.5), 'ms', files.length)
report('import.p99_ms', at(0.99), 'ms', files.length, { longest: Math.round(sorted.at(-1) ?? 0) })
report('import.loop_stall_ms', delay.max / 1e6, 'ms', files.length, {
  p99: Math.round(delay.percentile(99) / 1e4) / 100,
})

progress('the same in YAML, as archives, as OpenAPI 3.2 and 2.0')
let variants = 0
let variantsOk = 0
const lost: string[] = []
for (const file of files.filter((one, index) => index % variantsEvery === 0 && ok.has(one))) {
  const text = await readFile(file, 'utf8')
  const original = await imported({ text, fileName: file }, file)
  for (const { kind, bytes, fileName, format } of variantsOf(text)) {
    variants += 1
    const name = `${file.slice(directory.length + 1)} as ${kind}`
    const result = await imported({ bytes, fileName }, name)
    if (!result?.ok || !original?.ok) continue
    variantsOk += 1
    if (!format.test(result.report.format)) lost.push(`${name}: read as ${result.report.format}`)
    // 2.0 has no TRACE.
    const expected = original.description.operations.filter(({ method }) => kind !== '2.0' || method !== 'TRACE').length
    if (result.description.operations.length !== expected)
      lost.push(`${name}: ${result.description.operations.length} operations of ${expected}`)
    if (
      Object.keys(result.description.schemas).length < Object.keys(original.description.schemas).length &&
      kind !== '2.0'
    )
      lost.push(`${name}: fewer schemas`)
  }
}
clearInterval(sampling)

progress('holding each report to its source')
const thread = new Worker(new URL('./import/audit-thread.ts', import.meta.url), {
  execArgv: ['--disable-warning=ExperimentalWarning'],
})
const found = { keys: 0, wrong: [] as string[], wrongLines: [] as string[], operations: 0 }
for (const file of ok) {
  const audit = await new Promise<Audit>((settle, fail) => {
    thread.removeAllListeners()
    thread.once('message', settle)
    thread.once('error', fail)
    const job: AuditJob = { file }
    thread.postMessage(job)
  })
  found.keys += audit.keys
  found.operations += audit.operations
  const name = file.slice(directory.length + 1)
  for (const pointer of audit.wrong.slice(0, 5)) found.wrong.push(`${name} ${pointer}`)
  for (const pointer of audit.wrongLines.slice(0, 5)) found.wrongLines.push(`${name} ${pointer}`)
}
await thread.terminate()

report('import.silent_drops', found.wrong.length, 'keys', found.keys, { operations: found.operations })
report('import.wrong_lines', found.wrongLines.length, 'items', ok.size)
report('import.rss_mb', highestRss / 1024 / 1024, 'MB', files.length + variants)
report('import.variants_ok_share', variantsOk / Math.max(1, variants), 'share', variants, { lost: lost.length })

progress(table('Files that do not import', failures.slice(0, originals)))
progress(table('Variants that do not import', failures.slice(originals)))
progress(table('Crashes', crashes))
for (const line of [...lost, ...found.wrong, ...found.wrongLines].slice(0, 50)) progress(line)
process.exit(crashes.length + lost.length + found.wrong.length + found.wrongLines.length > 0 ? 1 : 0)

function table(title: string, rows: readonly { file: string; reason: string }[]): string {
  if (rows.length === 0) return `${title}: none`
  return [
    `${title}:`,
    '| file | reason |',
    '| --- | --- |',
    ...rows.map(({ file, reason }) => `| ${file} | ${reason} |`),
  ].join('\n')
}
