'use client'
import type { EndpointOutput } from '@gatehouse/contracts/endpoint'
import { type getLintRuleset, putLintRuleset } from '@gatehouse/contracts/endpoints/lint'
import type { LintSetting, OwnLintRule } from '@gatehouse/contracts/lint'
import { Button } from '@gatehouse/ui/button'
import { FilterBar } from '@gatehouse/ui/filter-bar'
import { FormActions } from '@gatehouse/ui/form-actions'
import { plural } from '@gatehouse/ui/format'
import { SectionHeader } from '@gatehouse/ui/section-header'
import { toast } from '@gatehouse/ui/toast'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ActButton } from '../../components/act-button.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { useMay } from '../account/account-context.tsx'
import { OwnRulesSection } from './own-rules-section.tsx'
import { ReadyRuleRow } from './ready-rule-row.tsx'

export type RulesetView = EndpointOutput<typeof getLintRuleset>

/** Edits the ruleset as a whole; nothing holds before it is saved. */
export function LintRulesForm({ ruleset }: { ruleset: RulesetView }) {
  const may = useMay('lint.manage')
  const [settings, setSettings] = useState<Record<string, LintSetting>>({})
  const [own, setOwn] = useState<OwnLintRule[]>(ruleset.own)
  const [search, setSearch] = useState('')
  const save = useAct(putLintRuleset, {
    onDone: () => toast.success('The rules are saved', { description: 'Every API is held to them from now on.' }),
  })
  const settingOf = (id: string, setting: LintSetting) => settings[id] ?? setting
  const changed =
    ruleset.rules.filter(({ id, setting }) => settingOf(id, setting) !== setting).length +
    (JSON.stringify(own) === JSON.stringify(ruleset.own) ? 0 : 1)
  const wanted = search.trim().toLowerCase()
  const shown = ruleset.rules.filter(({ id, title, why }) => `${id} ${title} ${why}`.toLowerCase().includes(wanted))
  const groups = [...new Set(shown.map(({ group }) => group))]
  const ready = Object.fromEntries(ruleset.rules.map(({ id, setting }) => [id, settingOf(id, setting)]))
  return (
    <div className="flex flex-col gap-8">
      <OwnRulesSection
        own={own}
        onChange={setOwn}
        onSettings={(taken) => setSettings({ ...settings, ...taken })}
        taken={new Set(ruleset.rules.map(({ id }) => id))}
        why={may.why}
      />
      <section className="flex flex-col gap-4">
        <SectionHeader
          title="Ready rules"
          description={`${ruleset.rules.length} rules that come with Gatehouse. Set what each is worth to you, or switch it off.`}
        />
        <FilterBar search={{ value: search, placeholder: 'Search rules', onChange: setSearch }} />
        {groups.length === 0 && <p className="text-muted text-sm">No rule has these words.</p>}
        {groups.map((group) => (
          <section key={group} aria-label={group} className="flex flex-col gap-2">
            <SectionHeader level={3} title={group} />
            <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
              {shown
                .filter((rule) => rule.group === group)
                .map((rule) => (
                  <li key={rule.id}>
                    <ReadyRuleRow
                      rule={rule}
                      setting={settingOf(rule.id, rule.setting)}
                      disabled={!may.allowed}
                      onChange={(setting) => setSettings({ ...settings, [rule.id]: setting })}
                    />
                  </li>
                ))}
            </ul>
          </section>
        ))}
      </section>
      <ProblemBanner problem={save.problem} />
      <FormActions
        sticky
        note={
          <span aria-live="polite">
            {changed === 0 ? ruleset.formula : `${plural(changed, 'change')} not saved yet`}
          </span>
        }
      >
        {changed > 0 && (
          <Button
            variant="ghost"
            onClick={() => {
              setSettings({})
              setOwn(ruleset.own)
              save.reset()
            }}
          >
            Discard
          </Button>
        )}
        <ActButton
          variant="primary"
          loading={save.running}
          why={may.why ?? (changed === 0 ? 'Nothing has changed.' : null)}
          onClick={() => void save.run({ ready, own }, ruleset.etag).catch(() => undefined)}
        >
          Save rules
        </ActButton>
      </FormActions>
    </div>
  )
}
