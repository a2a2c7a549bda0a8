'use client'
import type { ReadyLintRuleView } from '@gatehouse/contracts/endpoints/lint'
import type { LintSetting } from '@gatehouse/contracts/lint'
import { Badge } from '@gatehouse/ui/badge'
import { CodeBlock } from '@gatehouse/ui/code-block'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { ChevronRight } from 'lucide-react'
import { Sentence } from '../deployments/change-list.tsx'
import { settingOptions } from './lint-text.ts'

type ReadyRuleRowProps = {
  rule: ReadyLintRuleView
  setting: LintSetting
  disabled: boolean
  onChange: (setting: LintSetting) => void
}

/** A ready rule with its severity; opens to why, what to do, and an example of both kinds. */
export function ReadyRuleRow({ rule, setting, disabled, onChange }: ReadyRuleRowProps) {
  const standard = settingOptions.find(({ value }) => value === rule.severity)?.label ?? ''
  return (
    <div className="flex items-start gap-3 px-3 py-2">
      <details className="group/ready min-w-0 flex-1">
        <summary className="flex list-none items-start gap-2 rounded py-1 text-sm hover:text-accent-text">
          <ChevronRight
            aria-hidden
            className="mt-0.5 size-4 shrink-0 text-subtle transition-transform group-open/ready:rotate-90"
          />
          <span className="min-w-0 [overflow-wrap:anywhere]">
            {rule.title} {rule.fixable && <Badge>mends</Badge>}{' '}
            {setting !== rule.severity && <Badge tone="accent">changed</Badge>}
          </span>
        </summary>
        <div className="flex flex-col gap-2 py-2 pl-6 text-sm">
          <p className="max-w-[85ch]">
            <Sentence text={rule.why} />
          </p>
          <p className="max-w-[85ch] text-muted">
            <span className="font-medium text-fg">What to do:</span> <Sentence text={rule.fix} />
          </p>
          <p className="text-muted text-xs">
            <code>{rule.id}</code> · comes as {standard}
          </p>
          <div className="grid gap-3 md:grid-cols-2">
            <CodeBlock title="Found" language="json" code={rule.bad} maxHeight={260} copy={false} />
            <CodeBlock title="Right" language="json" code={rule.good} maxHeight={260} copy={false} />
          </div>
        </div>
      </details>
      <div className="w-32 shrink-0">
        <NativeSelect
          aria-label={`Severity of: ${rule.title}`}
          value={setting}
          disabled={disabled}
          options={settingOptions}
          onChange={(event) => onChange(event.target.value as LintSetting)}
        />
      </div>
    </div>
  )
}
