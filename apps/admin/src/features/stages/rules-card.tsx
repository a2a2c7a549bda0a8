'use client'
import type { StageView } from '@gatehouse/contracts/endpoints/stages'
import { checkKey } from '@gatehouse/contracts/stage-rules'
import { Card } from '@gatehouse/ui/card'
import { KeyValue } from '@gatehouse/ui/key-value'
import { StatusWord } from '@gatehouse/ui/status-word'
import { ActButton } from '../../components/act-button.tsx'
import { useMay } from '../account/account-context.tsx'
import { canaryText } from '../promotions/canary-fields.tsx'
import { FrozenNote } from './frozen-note.tsx'
import { approvalText, checkTexts, recordingText, stalenessText, windowText } from './rule-texts.ts'
import { RulesDialog } from './rules-dialog.tsx'

/** What may come onto the stage and when, and what its gateways do without contact. */
export function RulesCard({ stage }: { stage: StageView }) {
  const manage = useMay('stage.manage')
  return (
    <Card
      title="Rules"
      actions={
        manage.allowed ? (
          <RulesDialog stage={stage} />
        ) : (
          <ActButton size="sm" why={manage.why}>
            Change rules
          </ActButton>
        )
      }
    >
      <div className="flex flex-col gap-3">
        {stage.frozen && <FrozenNote frozen={stage.frozen} />}
        <KeyValue
          look="grid"
          items={[
            {
              label: 'Gate',
              value:
                stage.gate.length === 0 ? (
                  'No checks'
                ) : (
                  <ul>
                    {stage.gate.map((check) => (
                      <li key={checkKey(check)}>
                        {check.check === 'custom' ? check.name : checkTexts[check.check].name}:{' '}
                        {check.required ? 'block' : 'warn'}
                      </li>
                    ))}
                  </ul>
                ),
            },
            { label: 'Approval', value: approvalText(stage.approval) },
            { label: 'Promotions begin with', value: stage.canary ? canaryText(stage.canary) : 'All traffic' },
            {
              label: 'Freeze windows',
              value:
                stage.freezeWindows.length === 0 ? (
                  'None'
                ) : (
                  <ul className="flex flex-col gap-1">
                    {stage.freezeWindows.map((window) => (
                      <li key={`${window.name} ${window.from}`}>
                        {window.name}
                        <span className="block text-muted text-xs">{windowText(window)}</span>
                      </li>
                    ))}
                  </ul>
                ),
            },
            {
              label: 'If a gateway loses contact',
              value: <StatusWord tone="neutral">{stalenessText(stage.staleness)}</StatusWord>,
            },
            { label: 'Gateways note', value: recordingText(stage.recording) },
          ]}
        />
      </div>
    </Card>
  )
}
