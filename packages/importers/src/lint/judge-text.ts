import type { LintRuleset } from '@gatehouse/contracts/lint'
import { type JudgedRule, judge } from './judge.ts'
import { sourceLines } from './source-lines.ts'

/** What `runLint` judges: a description as JSON text, and the text of the file that it came from, for the lines. */
export interface LintJob {
  description: string
  ruleset: LintRuleset
  source?: string
}

/** `judge` over texts, each finding with its line in the source where that has it. */
export function judgeText({ description, ruleset, source }: LintJob): JudgedRule[] {
  const judged = judge(JSON.parse(description), ruleset)
  if (source === undefined) return judged
  const lineOf = sourceLines(source)
  for (const { findings } of judged)
    for (const finding of findings) {
      const line = lineOf(finding.place)
      if (line !== undefined) finding.line = line
    }
  return judged
}
