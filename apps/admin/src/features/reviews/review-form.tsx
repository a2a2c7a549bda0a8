'use client'
import { type PolicyDetail, reviewPolicy } from '@gatehouse/contracts/endpoints/policy-reviews'
import type { Id } from '@gatehouse/contracts/ids'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { toast } from '@gatehouse/ui/toast'
import { Check } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ActButton } from '../../components/act-button.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'

/** Says that one has read exactly what is shown. `buttonId` lets a key press it. */
export function ReviewForm({
  policy,
  promotion,
  onDone,
  buttonId,
  children,
}: {
  policy: PolicyDetail
  promotion?: string | null | undefined
  onDone?: () => void
  buttonId?: string
  children?: ReactNode
}) {
  const [note, setNote] = useState('')
  const act = useAct(reviewPolicy, {
    onDone: () => {
      setNote('')
      toast.success(`${policy.title} is reviewed`)
      onDone?.()
    },
  })
  const { allowed, why } = policy.mayReview
  const done = policy.state === 'reviewed'
  const send = () => {
    if (!allowed || act.running) return
    const { kind, subjectId, stage, hash } = policy
    const where = stage ? { stage: stage.slug } : {}
    const of = promotion ? { promotion: promotion as Id<'promotion'> } : {}
    const said = note.trim() === '' ? {} : { note: note.trim() }
    act.run({ kind, subject: subjectId, hash, ...where, ...of, ...said }).catch(() => undefined)
  }
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      {act.problem && <ProblemBanner problem={act.problem} />}
      <div className="flex flex-col gap-3 sm:flex-row sm:items-end">
        <div className="min-w-0 flex-1">
          <Field label="Note" optional>
            <Input
              value={note}
              maxLength={1_000}
              disabled={!allowed}
              placeholder="What you looked at, a ticket"
              onChange={(event) => setNote(event.target.value)}
            />
          </Field>
        </div>
        <div className="flex flex-wrap gap-2">
          {children}
          <ActButton
            {...(buttonId ? { id: buttonId } : {})}
            type="submit"
            variant="primary"
            loading={act.running}
            icon={<Check aria-hidden />}
            why={allowed ? null : why}
          >
            {done ? 'Review again' : 'I have read this, it is right'}
          </ActButton>
        </div>
      </div>
      {!allowed && why && <p className="text-muted text-sm">{why}</p>}
    </form>
  )
}
