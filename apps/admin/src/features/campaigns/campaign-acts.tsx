'use client'
import type { CampaignView } from '@gatehouse/contracts/endpoints/campaign-views'
import { cancelCampaign, closeCampaign, extendCampaign, openCampaign } from '@gatehouse/contracts/endpoints/campaigns'
import { Button } from '@gatehouse/ui/button'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { Dialog } from '@gatehouse/ui/dialog'
import { DropdownMenu } from '@gatehouse/ui/dropdown-menu'
import { Field } from '@gatehouse/ui/field'
import { plural } from '@gatehouse/ui/format'
import { Input } from '@gatehouse/ui/input'
import { LinkButton } from '@gatehouse/ui/link-button'
import { Textarea } from '@gatehouse/ui/textarea'
import { CalendarPlus, CircleStop, CircleX } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ProblemForm } from '../../components/problem-form.tsx'

type Asked = 'extend' | 'close' | 'cancel'

/** The one button that comes next, and the rest in a menu. */
export function CampaignActs({ campaign }: { campaign: CampaignView }): { primary?: ReactNode; menu?: ReactNode } {
  const { state, mine, mayManage, closing } = campaign
  const review =
    state === 'open' && mine.total > 0 ? (
      <LinkButton
        href={`/access/campaigns/${campaign.id}/review`}
        variant={mine.unanswered > 0 ? 'primary' : 'secondary'}
      >
        {mine.unanswered > 0 ? `Answer ${plural(mine.unanswered, 'item')}` : 'Your answers'}
      </LinkButton>
    ) : undefined
  const primary = state === 'draft' && mayManage ? <OpenButton campaign={campaign} /> : review
  const acts = mayManage && !closing && (state === 'open' || state === 'draft')
  return { ...(primary ? { primary } : {}), ...(acts ? { menu: <Menu campaign={campaign} /> } : {}) }
}

function OpenButton({ campaign }: { campaign: CampaignView }) {
  const open = useAct(openCampaign)
  return (
    <ConfirmDialog
      title={`Open ${campaign.name}?`}
      consequence="What everybody has is taken down as it is now, and each reviewer gets one mail with all that is his."
      action="Open the review"
      tone="primary"
      trigger={<Button variant="primary">Open now</Button>}
      onConfirm={async () => {
        await open.run({ campaignId: campaign.id }, campaign.etag)
      }}
    />
  )
}

function Menu({ campaign }: { campaign: CampaignView }) {
  const [asked, ask] = useState<Asked>()
  const close = useAct(closeCampaign)
  const done = () => ask(undefined)
  const open = campaign.state === 'open'
  return (
    <>
      <DropdownMenu
        label={`More about ${campaign.name}`}
        items={[
          ...(open
            ? [
                { label: 'Give more time', icon: <CalendarPlus aria-hidden />, onSelect: () => ask('extend') },
                { label: 'Close now', icon: <CircleStop aria-hidden />, onSelect: () => ask('close') },
              ]
            : []),
          { label: 'Cancel it', icon: <CircleX aria-hidden />, tone: 'danger' as const, onSelect: () => ask('cancel') },
        ]}
      />
      {asked === 'extend' && <ExtendDialog campaign={campaign} onClose={done} />}
      {asked === 'cancel' && <CancelDialog campaign={campaign} onClose={done} />}
      <ConfirmDialog
        open={asked === 'close'}
        onOpenChange={(stays) => !stays && done()}
        title={`Close ${campaign.name} now?`}
        consequence={
          campaign.counts.unanswered === 0
            ? 'Everything is answered. The signed result is written.'
            : `${plural(campaign.counts.unanswered, 'item')} that nobody answered ${campaign.counts.unanswered === 1 ? 'is' : 'are'} suspended at once, as on the date. One click gives each back. The signed result is written.`
        }
        action="Close now"
        tone="amber"
        onConfirm={async () => {
          await close.run({ campaignId: campaign.id }, campaign.etag)
        }}
      />
    </>
  )
}

const dayAfter = (at: string, days: number) => new Date(Date.parse(at) + days * 86_400_000).toISOString().slice(0, 10)

function ExtendDialog({ campaign, onClose }: { campaign: CampaignView; onClose: () => void }) {
  const extend = useAct(extendCampaign, { onDone: onClose })
  return (
    <Dialog title="Give more time" size="sm" open onOpenChange={(open) => !open && onClose()}>
      <ProblemForm
        problem={extend.problem}
        submit={(form) =>
          extend.run(
            { campaignId: campaign.id, dueAt: new Date(`${String(form.get('dueAt'))}T20:00:00Z`).toISOString() },
            campaign.etag,
          )
        }
      >
        <Field
          label="Due on"
          name="dueAt"
          required
          hint="Whoever has not answered gets a mail now; the two reminders come again before the new date."
        >
          <Input type="date" defaultValue={dayAfter(campaign.dueAt, 14)} min={dayAfter(campaign.dueAt, 1)} />
        </Field>
        <Button type="submit" variant="primary" className="self-end" loading={extend.running}>
          Give more time
        </Button>
      </ProblemForm>
    </Dialog>
  )
}

function CancelDialog({ campaign, onClose }: { campaign: CampaignView; onClose: () => void }) {
  const cancel = useAct(cancelCampaign, { onDone: onClose })
  return (
    <Dialog
      title={`Cancel ${campaign.name}?`}
      description="Nothing is suspended. What was revoked stays revoked, and there is no signed result."
      size="sm"
      open
      onOpenChange={(open) => !open && onClose()}
    >
      <ProblemForm
        problem={cancel.problem}
        submit={(form) => cancel.run({ campaignId: campaign.id, reason: String(form.get('reason')) }, campaign.etag)}
      >
        <Field label="Why" name="reason" required>
          <Textarea rows={2} maxLength={500} />
        </Field>
        <Button type="submit" variant="danger" className="self-end" loading={cancel.running}>
          Cancel the campaign
        </Button>
      </ProblemForm>
    </Dialog>
  )
}
