'use client'
import type { EndpointOutput } from '@gatehouse/contracts/endpoint'
import type { getLint } from '@gatehouse/contracts/endpoints/lint'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { LinkButton } from '@gatehouse/ui/link-button'
import { SectionHeader } from '@gatehouse/ui/section-header'
import { SkeletonCards } from '@gatehouse/ui/skeleton'
import { FileText, Sparkles } from 'lucide-react'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { useVersion } from '../apis/version-context.tsx'
import { severityTexts } from './lint-text.ts'
import { lintRead } from './queries.ts'
import { RuleRow } from './rule-row.tsx'
import { ScoreCard } from './score-card.tsx'
import { WaiversSection } from './waivers-section.tsx'

export type LintReport = EndpointOutput<typeof getLint>

/** How good the working copy's contract is, what to mend, and what somebody allowed. */
export function LintPage() {
  const { page, name, base } = useVersion()
  const query = useRead(lintRead(name), { enabled: page.contract !== null })
  if (!page.contract) {
    return (
      <EmptyState
        icon={<FileText aria-hidden />}
        title="No contract to judge yet"
        why="Lint rules look at operations, parameters, answers and schemas. Import a contract file first."
        action={<LinkButton href={`${base}/contract/import`}>Import a file</LinkButton>}
      />
    )
  }
  return (
    <div className="flex flex-col gap-6">
      <SectionHeader
        title="Lint"
        description="What the organization’s rules say of the working copy’s contract."
        actions={
          <>
            <LinkButton href={`${base}/contract`}>Operations</LinkButton>
            <LinkButton href="/settings/lint">Rules</LinkButton>
          </>
        }
      />
      <Loaded query={query} what="lint results" needs="api.read" skeleton={<SkeletonCards count={3} />}>
        {(report) => (
          <>
            <ScoreCard report={report} />
            <Findings report={report} />
          </>
        )}
      </Loaded>
      <WaiversSection />
    </div>
  )
}

function Findings({ report }: { report: LintReport }) {
  const open = report.rules.filter((rule) => rule.findings > 0)
  if (open.length === 0) {
    return (
      <EmptyState
        icon={<Sparkles aria-hidden />}
        title="Nothing to mend"
        why={`${report.passed + report.rules.length} rules looked at ${report.operations === 1 ? 'one operation' : `${report.operations} operations`} and found nothing that counts. Developers will thank you.`}
      />
    )
  }
  return (
    <>
      {(['error', 'warn', 'info'] as const).map((severity) => {
        const rules = open.filter((rule) => rule.severity === severity)
        if (rules.length === 0) return null
        const { many } = severityTexts[severity]
        return (
          <section key={severity} aria-label={many} className="flex flex-col gap-2">
            <SectionHeader level={3} title={many} />
            <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
              {rules.map((rule) => (
                <li key={rule.rule}>
                  <RuleRow rule={rule} etag={report.workingCopyEtag} />
                </li>
              ))}
            </ul>
          </section>
        )
      })}
    </>
  )
}
