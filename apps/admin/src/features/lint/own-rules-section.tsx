'use client'
import type { LintSetting, OwnLintRule } from '@gatehouse/contracts/lint'
import { Button } from '@gatehouse/ui/button'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { SectionHeader } from '@gatehouse/ui/section-header'
import { StatusWord } from '@gatehouse/ui/status-word'
import { useState } from 'react'
import { ActButton } from '../../components/act-button.tsx'
import { Sentence } from '../deployments/change-list.tsx'
import { ruleSentence, severityTexts } from './lint-text.ts'
import { OwnRuleDialog } from './own-rule-dialog.tsx'
import { SpectralDialog } from './spectral-dialog.tsx'

type OwnRulesSectionProps = {
  own: OwnLintRule[]
  onChange: (own: OwnLintRule[]) => void
  onSettings: (settings: Record<string, LintSetting>) => void
  /** Ids of ready rules. */
  taken: ReadonlySet<string>
  why: string | null
}

/** The organization's own rules: data, no code. */
export function OwnRulesSection({ own, onChange, onSettings, taken, why }: OwnRulesSectionProps) {
  const [editing, setEditing] = useState<number | 'new'>()
  const [converting, setConverting] = useState(false)
  const edited = typeof editing === 'number' ? own[editing] : undefined
  const put = (rule: OwnLintRule) => {
    onChange(typeof editing === 'number' ? own.map((each, index) => (index === editing ? rule : each)) : [...own, rule])
    setEditing(undefined)
  }
  const others = new Set([...taken, ...own.filter((rule) => rule !== edited).map(({ id }) => id)])
  return (
    <section className="flex flex-col gap-3">
      <SectionHeader
        title="Your rules"
        description="What your organization asks beyond the ready rules. Each is tried on an API before you keep it."
        actions={
          <>
            <ActButton why={why} onClick={() => setConverting(true)}>
              From a Spectral ruleset
            </ActButton>
            <ActButton why={why} onClick={() => setEditing('new')}>
              New rule
            </ActButton>
          </>
        }
      />
      {own.length === 0 ? (
        <EmptyState
          compact
          title="No rules of your own yet"
          why="For example: every path begins with a version, or every operation has one of your tags."
        />
      ) : (
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
          {own.map((rule, index) => (
            <li key={rule.id} className="flex flex-wrap items-start gap-x-4 gap-y-2 px-3 py-2.5 text-sm">
              <div className="min-w-0 flex-1 basis-64 [overflow-wrap:anywhere]">
                <p>{rule.title}</p>
                <p className="text-muted text-xs">
                  <Sentence text={ruleSentence(rule)} />
                </p>
              </div>
              {rule.severity === 'off' ? (
                <StatusWord tone="neutral">Off</StatusWord>
              ) : (
                <StatusWord tone={severityTexts[rule.severity].tone}>{severityTexts[rule.severity].word}</StatusWord>
              )}
              <div className="flex gap-1">
                <Button size="sm" variant="ghost" aria-label={`Edit ${rule.title}`} onClick={() => setEditing(index)}>
                  {why ? 'View' : 'Edit'}
                </Button>
                <ActButton
                  size="sm"
                  variant="ghost"
                  why={why}
                  aria-label={`Remove ${rule.title}`}
                  onClick={() => onChange(own.filter((each) => each !== rule))}
                >
                  Remove
                </ActButton>
              </div>
            </li>
          ))}
        </ul>
      )}
      {editing !== undefined && (
        <OwnRuleDialog
          {...(edited && { rule: edited })}
          taken={others}
          why={why}
          onKeep={put}
          onClose={() => setEditing(undefined)}
        />
      )}
      {converting && (
        <SpectralDialog
          onTake={(rules, ready) => {
            const ids = new Set([...taken, ...own.map(({ id }) => id)])
            onChange([...own, ...rules.filter(({ id }) => !ids.has(id))])
            onSettings(ready)
            setConverting(false)
          }}
          onClose={() => setConverting(false)}
        />
      )}
    </section>
  )
}
