import { readFileSync } from 'node:fs'
import { compilePattern } from '@gatehouse/patterns/linear-pattern'
import { directoryFiles } from './import/directory-files.ts'
import { attackTexts, knownBad, patternsOf } from './pattern/patterns.ts'
import { progress, report } from './report.ts'

/**
 * Time of one match of each distinct pattern of real contracts and of patterns made to stall, on texts of 10 kB made to make them
 * backtrack. Compiling is part of deploying and not counted. By the clock: the time that the kernel
 * gives a thread comes in ticks that are longer than a match, so take it on a machine that nobody else wants.
 */
const bad = new Set(knownBad)
const patterns = new Set<string>(knownBad)
for (const file of directoryFiles())
  for (const pattern of patternsOf(JSON.parse(readFileSync(file, 'utf8')))) patterns.add(pattern)
progress(`${patterns.size} patterns`)
const times: number[] = []
let unjudged = 0
let slowest = ''
let stall = 0
for (const source of patterns) {
  const pattern = compilePattern(source)
  if (pattern === null) {
    unjudged += 1
    continue
  }
  for (const text of attackTexts(source, bad.has(source))) {
    const start = performance.now()
    pattern.test(text)
    const ms = performance.now() - start
    times.push(ms)
    if (ms > stall) [stall, slowest] = [ms, source]
  }
}
times.sort((a, b) => a - b)
report('pattern.p99_ms', times[Math.floor(times.length * 0.99)] ?? 0, 'ms', times.length)
report('pattern.stall_ms', stall, 'ms', times.length, { slowest: slowest.slice(0, 100) })
report('pattern.unjudged', unjudged, 'patterns', patterns.size)
