'use client'
import { Card } from '@gatehouse/ui/card'
import { plural } from '@gatehouse/ui/format'
import { ProgressBar } from '@gatehouse/ui/progress-bar'
import { StatusWord } from '@gatehouse/ui/status-word'
import { ChevronRight } from 'lucide-react'
import type { LintReport } from './lint-page.tsx'
import { scoreText, severityTexts } from './lint-text.ts'

/** The score in large, what it counts, and how it is computed. */
export function ScoreCard({ report }: { report: LintReport }) {
  const { score, error, warn, info, waived, passed, rules, formula } = report
  const { tone, sentence } = scoreText(score, error + warn + info + waived)
  return (
    <Card>
      <div className="flex flex-wrap items-center gap-x-8 gap-y-4">
        <p className="flex items-baseline gap-1.5">
          <span className="gh-tabular font-semibold text-4xl leading-none">{score}</span>
          <span className="text-muted text-sm">of 100</span>
        </p>
        <div className="flex min-w-48 flex-1 flex-col gap-2">
          <ProgressBar label="Lint score" value={score / 100} tone={tone} hideLabel />
          <p className="text-sm">{sentence}</p>
        </div>
        <p className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
          {(
            [
              ['error', error],
              ['warn', warn],
              ['info', info],
            ] as const
          ).map(
            ([severity, count]) =>
              count > 0 && (
                <StatusWord key={severity} tone={severityTexts[severity].tone}>
                  {plural(count, severityTexts[severity].word.toLowerCase())}
                </StatusWord>
              ),
          )}
          {waived > 0 && <span className="text-muted">{waived} waived</span>}
          <span className="text-muted">{plural(passed, 'rule')} passed</span>
        </p>
      </div>
      <details className="group/formula mt-3 text-sm">
        <summary className="flex w-fit list-none items-center gap-1 rounded text-muted hover:text-fg">
          <ChevronRight aria-hidden className="size-4 transition-transform group-open/formula:rotate-90" />
          How the score is computed
        </summary>
        <div className="flex flex-col gap-2 pt-2 pl-5">
          <p className="max-w-[80ch] text-muted">{formula}</p>
          {rules.some((rule) => rule.cost > 0) && (
            <table className="w-fit text-sm">
              <caption className="sr-only">What each rule costs</caption>
              <thead>
                <tr className="text-left text-muted">
                  <th className="pr-6 font-normal">Rule</th>
                  <th className="pr-6 text-right font-normal">Places</th>
                  <th className="text-right font-normal">Costs</th>
                </tr>
              </thead>
              <tbody className="gh-tabular">
                {rules
                  .filter((rule) => rule.cost > 0)
                  .slice(0, 12)
                  .map((rule) => (
                    <tr key={rule.rule}>
                      <td className="pr-6 [overflow-wrap:anywhere]">{rule.title}</td>
                      <td className="whitespace-nowrap pr-6 text-right">
                        {rule.broken} of {rule.places}
                      </td>
                      <td className="text-right">{rule.cost.toFixed(1)}</td>
                    </tr>
                  ))}
              </tbody>
            </table>
          )}
        </div>
      </details>
    </Card>
  )
}
