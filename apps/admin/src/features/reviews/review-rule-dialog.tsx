'use client'
import { putPolicyReviewRule } from '@gatehouse/contracts/endpoints/policy-reviews'
import { Button } from '@gatehouse/ui/button'
import { Dialog } from '@gatehouse/ui/dialog'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { Switch } from '@gatehouse/ui/switch'
import { toast } from '@gatehouse/ui/toast'
import { Settings2 } from 'lucide-react'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { useMay } from '../account/account-context.tsx'
import { reviewRuleRead } from './queries.ts'

const usualDays = 365

/** After how many days a review is due again. */
export function ReviewRuleDialog() {
  const rule = useRead(reviewRuleRead())
  const may = useMay('guardrail.manage')
  const [open, setOpen] = useState(false)
  const [days, setDays] = useState<string | null>(null)
  const put = useAct(putPolicyReviewRule, {
    onDone: () => {
      setOpen(false)
      toast.success('It holds from now on')
    },
  })
  const { data } = rule
  if (!data) return null
  const value = days ?? (data.dueAfterDays === null ? '' : String(data.dueAfterDays))
  const valid = value === '' || (/^\d{1,4}$/.test(value) && Number(value) >= 1 && Number(value) <= 3_650)
  return (
    <Dialog
      title="When a review is due again"
      description="A policy that nobody changed is right until the world around it has changed."
      open={open}
      onOpenChange={(next) => {
        setOpen(next)
        setDays(null)
        put.reset()
      }}
      trigger={
        <Button variant="ghost" icon={<Settings2 aria-hidden />}>
          {data.dueAfterDays === null ? 'Never due again' : `Due again after ${data.dueAfterDays} days`}
        </Button>
      }
      footer={
        <>
          <Button onClick={() => setOpen(false)}>Cancel</Button>
          <ActButton
            variant="primary"
            loading={put.running}
            disabled={!valid}
            why={may.allowed ? null : may.why}
            onClick={() =>
              void put.run({ dueAfterDays: value === '' ? null : Number(value) }, data.etag).catch(() => undefined)
            }
          >
            Save
          </ActButton>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {put.problem && <ProblemBanner problem={put.problem} />}
        <Switch
          label="Reviews are due again"
          checked={value !== ''}
          onChange={(event) => setDays(event.target.checked ? String(data.dueAfterDays ?? usualDays) : '')}
        />
        {value !== '' && (
          <Field label="After days" {...(valid ? {} : { error: 'Between 1 and 3,650 days' })}>
            <Input inputMode="numeric" value={value} onChange={(event) => setDays(event.target.value || '0')} />
          </Field>
        )}
      </div>
    </Dialog>
  )
}
