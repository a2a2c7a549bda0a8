'use client'
import type { AccessAct } from '@gatehouse/contracts/access-acts'
import type { EndpointOutput } from '@gatehouse/contracts/endpoint'
import { previewAccessChange, proposeAccessChange } from '@gatehouse/contracts/endpoints/access-changes'
import type { JsonObject } from '@gatehouse/contracts/json'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { Checkbox } from '@gatehouse/ui/checkbox'
import { Field } from '@gatehouse/ui/field'
import { useNavigate } from '@gatehouse/ui/link'
import { Skeleton, SkeletonText } from '@gatehouse/ui/skeleton'
import { Textarea } from '@gatehouse/ui/textarea'
import { type ReactNode, useEffect, useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { ChangeShown } from './change-shown.tsx'

type Preview = EndpointOutput<typeof previewAccessChange>

type AskForChangeProps = {
  act: AccessAct
  input: JsonObject
  /** The way back to the form. */
  back: ReactNode
  /** Does it at once, where nobody has to agree. */
  atOnce: () => Promise<unknown>
}

/** What a change would do, and then the word: ask a reviewer, do it at once where nobody has to agree, or block now and review after. */
export function AskForChange({ act, input, back, atOnce }: AskForChangeProps) {
  const [preview, setPreview] = useState<Preview | null>(null)
  const look = useAct(previewAccessChange, { onDone: setPreview })
  const { run } = look
  const asked = JSON.stringify({ act, input })
  // `run` is new with each render; what is looked at is the act and its input.
  useEffect(() => {
    setPreview(null)
    void run(JSON.parse(asked)).catch(() => undefined)
  }, [asked])
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,3fr)_minmax(20rem,2fr)]">
      <div className="flex min-w-0 flex-col gap-5">
        <ProblemBanner problem={look.problem} />
        {preview === null ? (
          !look.problem && (
            <Card title="Looking what it would do">
              <div aria-busy="true" className="flex flex-col gap-3">
                <Skeleton className="h-4 w-72 max-w-full" />
                <SkeletonText lines={5} />
              </div>
            </Card>
          )
        ) : (
          <ChangeShown shown={preview} />
        )}
      </div>
      <div className="flex min-w-0 flex-col gap-3">
        {preview && <Word act={act} input={input} preview={preview} atOnce={atOnce} />}
        <p>{back}</p>
      </div>
    </div>
  )
}

function Word({
  act,
  input,
  preview,
  atOnce,
}: Pick<AskForChangeProps, 'act' | 'input' | 'atOnce'> & { preview: Preview }) {
  const [reason, setReason] = useState('')
  const [urgent, setUrgent] = useState(false)
  const [doing, setDoing] = useState(false)
  const navigate = useNavigate()
  const propose = useAct(proposeAccessChange, {
    onDone: (change) => navigate(`/access/guardrails/changes/${change.id}`),
  })
  const { needsReview, boundHash } = preview
  return (
    <Card
      title={needsReview ? 'Ask a reviewer' : 'Do it'}
      description={
        needsReview
          ? 'Somebody else, who may approve changes of access, decides. Until then nothing changes.'
          : 'The organization’s list asks for no reviewer here: it holds at every gateway as soon as you say so.'
      }
    >
      <ProblemForm
        problem={propose.problem}
        submit={async () => {
          if (needsReview) return propose.run({ act, input, reason, boundHash, urgent })
          setDoing(true)
          return atOnce().finally(() => setDoing(false))
        }}
      >
        <p className="font-medium text-sm">{preview.title}</p>
        {needsReview && (
          <Field label="Reason" name="reason" required hint="The reviewer reads it, and so does the audit.">
            <Textarea
              rows={3}
              required
              value={reason}
              maxLength={1_000}
              onChange={(event) => setReason(event.target.value)}
            />
          </Field>
        )}
        {needsReview && preview.urgent.allowed && (
          <Checkbox
            label="Block now, review after"
            description="It holds at once. The review stays open, is seen by all reviewers, and can take it back."
            checked={urgent}
            onChange={(event) => setUrgent(event.target.checked)}
          />
        )}
        <Button
          type="submit"
          variant={urgent ? 'danger' : 'primary'}
          block
          loading={propose.running || doing}
          disabled={needsReview && reason.trim() === ''}
        >
          {urgent ? 'Block now' : needsReview ? 'Propose' : 'Apply now'}
        </Button>
      </ProblemForm>
    </Card>
  )
}
