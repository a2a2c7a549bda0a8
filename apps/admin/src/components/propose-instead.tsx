'use client'
import { proposeAccessChange } from '@gatehouse/contracts/endpoints/access-changes'
import { Button } from '@gatehouse/ui/button'
import { Field } from '@gatehouse/ui/field'
import { useNavigate } from '@gatehouse/ui/link'
import { Textarea } from '@gatehouse/ui/textarea'
import { useState } from 'react'
import type { Proposal } from '../api/proposal.ts'
import { useAct } from '../api/use-act.ts'

/** What was refused because a second person must agree can be asked for where it was refused. Stands inside of forms, so it is none. */
export function ProposeInstead({ proposal }: { proposal: Proposal }) {
  const [reason, setReason] = useState('')
  const navigate = useNavigate()
  const propose = useAct(proposeAccessChange, {
    onDone: ({ id }) => navigate(`/access/guardrails/changes/${id}`),
  })
  return (
    <div className="mt-2 flex flex-col gap-2">
      <Field label="Reason for the reviewer" name="proposal-reason">
        <Textarea rows={2} value={reason} maxLength={1_000} onChange={(event) => setReason(event.target.value)} />
      </Field>
      {propose.problem && <p>{propose.problem.detail ?? propose.problem.title}</p>}
      <Button
        size="sm"
        className="self-start"
        loading={propose.running}
        disabled={reason.trim() === ''}
        onClick={() => void propose.run({ ...proposal, reason }).catch(() => undefined)}
      >
        Propose
      </Button>
    </div>
  )
}
