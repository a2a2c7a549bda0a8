'use client'
import { applyLintFix } from '@gatehouse/contracts/endpoints/lint'
import type { LintRuleResult } from '@gatehouse/contracts/lint'
import { plural } from '@gatehouse/ui/format'
import { StatusWord } from '@gatehouse/ui/status-word'
import { toast } from '@gatehouse/ui/toast'
import { ChevronRight, Wand2 } from 'lucide-react'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ActButton } from '../../components/act-button.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { useVersion } from '../apis/version-context.tsx'
import { Sentence } from '../deployments/change-list.tsx'
import { FindingList } from './finding-list.tsx'
import { severityTexts } from './lint-text.ts'
import { WaiveDialog } from './waive-dialog.tsx'

/** A rule with findings: what it demands, why, what to do, and its places when opened. */
export function RuleRow({ rule, etag }: { rule: LintRuleResult; etag: number | null }) {
  const { page, name } = useVersion()
  const [open, setOpen] = useState(false)
  const [waiving, setWaiving] = useState<{ place?: string; operation?: string }>()
  const fix = useAct(applyLintFix, {
    onDone: ({ fixed }) =>
      toast.success(`${plural(fixed, 'place')} mended in the working copy`, {
        description: 'It runs from the next deploy on.',
      }),
  })
  const why = page.can.edit.allowed ? null : page.can.edit.why
  const mend = (place?: string) =>
    void fix.run({ ...name, rule: rule.rule, ...(place && { place }) }, etag ?? undefined).catch(() => undefined)
  return (
    <details className="group/rule" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="flex list-none items-start gap-2 px-3 py-2.5 hover:bg-hover">
        <ChevronRight
          aria-hidden
          className="mt-0.5 size-4 shrink-0 text-subtle transition-transform group-open/rule:rotate-90"
        />
        <span className="min-w-0 flex-1 text-sm [overflow-wrap:anywhere]">
          {rule.title}
          {rule.own && <span className="text-muted"> · your rule</span>}
        </span>
        <span className="gh-tabular shrink-0 text-sm">
          <StatusWord tone={severityTexts[rule.severity].tone}>{plural(rule.findings, 'finding')}</StatusWord>
        </span>
      </summary>
      <div className="flex flex-col gap-3 border-line border-t px-3 py-3 sm:pl-9">
        <div className="flex max-w-[85ch] flex-col gap-1 text-sm">
          {rule.why && (
            <p>
              <Sentence text={rule.why} />
            </p>
          )}
          {rule.fix && (
            <p className="text-muted">
              <span className="font-medium text-fg">What to do:</span> <Sentence text={rule.fix} />
            </p>
          )}
          <p className="text-muted">
            <code>{rule.rule}</code> · {rule.broken} of {plural(rule.places, 'place')}
          </p>
        </div>
        <ProblemBanner problem={fix.problem} />
        <div className="flex flex-wrap gap-2">
          {rule.fixable > 0 && (
            <ActButton size="sm" icon={<Wand2 aria-hidden />} loading={fix.running} why={why} onClick={() => mend()}>
              {rule.fixable === 1 ? 'Mend it' : `Mend all ${rule.fixable}`}
            </ActButton>
          )}
          <ActButton size="sm" variant="ghost" why={why} onClick={() => setWaiving({})}>
            Waive the rule for this version
          </ActButton>
        </div>
        {open && (
          <FindingList
            rule={rule}
            why={why}
            busy={fix.running}
            onMend={mend}
            onWaive={(place, operation) => setWaiving({ place, ...(operation && { operation }) })}
          />
        )}
      </div>
      {waiving && <WaiveDialog rule={rule} {...waiving} onClose={() => setWaiving(undefined)} />}
    </details>
  )
}
