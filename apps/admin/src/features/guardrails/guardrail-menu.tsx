'use client'
import type { AccessAct } from '@gatehouse/contracts/access-acts'
import { type GuardrailView, removeGuardrail, switchGuardrail } from '@gatehouse/contracts/endpoints/guardrails'
import type { JsonObject } from '@gatehouse/contracts/json'
import { Button } from '@gatehouse/ui/button'
import { Dialog } from '@gatehouse/ui/dialog'
import { DropdownMenu } from '@gatehouse/ui/dropdown-menu'
import { useNavigate } from '@gatehouse/ui/link'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { AskForChange } from './ask-for-change.tsx'

type Asked = { act: AccessAct; title: string; input: JsonObject }

/** Switching and removing: what it would do is shown before anybody is asked. */
export function GuardrailMenu({ guardrail }: { guardrail: GuardrailView }) {
  const [asked, setAsked] = useState<Asked | null>(null)
  const navigate = useNavigate()
  const switched = useAct(switchGuardrail, { onDone: () => setAsked(null) })
  const removed = useAct(removeGuardrail, { onDone: () => navigate('/access/guardrails') })
  const { id, enabled, acts, name } = guardrail
  const note = acts.change === 'no' && acts.why ? { disabled: true, note: acts.why } : {}
  const turn = enabled ? 'Switch off' : 'Switch on'
  return (
    <>
      <DropdownMenu
        label="More"
        items={[
          {
            label: `${turn} …`,
            onSelect: () =>
              setAsked({
                act: 'guardrail.switch',
                title: `${turn} ${name}`,
                input: { guardrail: id, enabled: !enabled },
              }),
            ...note,
          },
          { kind: 'separator' },
          {
            label: 'Remove …',
            tone: 'danger',
            onSelect: () => setAsked({ act: 'guardrail.remove', title: `Remove ${name}`, input: { guardrail: id } }),
            ...note,
          },
        ]}
      />
      {asked && (
        <Dialog open size="lg" title={asked.title} onOpenChange={(open) => !open && setAsked(null)}>
          <AskForChange
            act={asked.act}
            input={asked.input}
            back={
              <Button variant="ghost" onClick={() => setAsked(null)}>
                Leave it as it is
              </Button>
            }
            atOnce={() =>
              asked.act === 'guardrail.remove'
                ? removed.run({ guardrail: id })
                : switched.run({ guardrail: id, enabled: !enabled })
            }
          />
        </Dialog>
      )}
    </>
  )
}
