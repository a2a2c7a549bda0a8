'use client'
import type { LintPreview } from '@gatehouse/contracts/lint'
import { Card } from '@gatehouse/ui/card'
import { plural } from '@gatehouse/ui/format'
import { ProgressBar } from '@gatehouse/ui/progress-bar'
import { StatusWord } from '@gatehouse/ui/status-word'
import { scoreText, severityTexts } from './lint-text.ts'

/** How the file does by the organization's rules, before it is saved: the score and what costs most. */
export function LintPreviewCard({ lint }: { lint: LintPreview }) {
  const { tone, sentence } = scoreText(lint.score, lint.error + lint.warn + lint.info)
  return (
    <Card
      title="Lint"
      description={
        lint.rules.length === 0 ? undefined : 'What costs most. Much of it can be mended with a click after the import.'
      }
    >
      <div className="flex flex-col gap-3">
        <ProgressBar label={sentence} value={lint.score / 100} tone={tone} text={`${lint.score} of 100`} />
        {lint.rules.length > 0 && (
          <ul className="flex flex-col gap-1.5 text-sm">
            {lint.rules.map((rule) => (
              <li key={rule.rule} className="flex flex-wrap items-center justify-between gap-x-4">
                <span className="min-w-0 [overflow-wrap:anywhere]">{rule.title}</span>
                <StatusWord tone={severityTexts[rule.severity].tone}>{plural(rule.findings, 'finding')}</StatusWord>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Card>
  )
}
