'use client'
import { addPartner, listPartners, type PartnerView, removePartner } from '@gatehouse/contracts/endpoints/partners'
import { idOf } from '@gatehouse/contracts/ids'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { plural } from '@gatehouse/ui/format'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonText } from '@gatehouse/ui/skeleton'
import { TextLink } from '@gatehouse/ui/text-link'
import { read } from '../../api/read.ts'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { TeamField } from '../people/team-field.tsx'
import { useVersion } from './version-context.tsx'

/** Which teams may find a partner API and ask for it. */
export function PartnersCard() {
  const { api, can } = useVersion().page
  const query = useRead(read(listPartners, { api: api.slug }), { enabled: api.audience === 'partner' })
  const add = useAct(addPartner)
  if (api.audience !== 'partner') return null
  return (
    <Card
      className="max-w-[720px]"
      title="Partner teams"
      description="Only they find the API in the portal and may ask for it. It holds at once."
    >
      <div className="flex flex-col gap-4 text-sm">
        <Loaded compact query={query} what="partners" needs="api.read" skeleton={<SkeletonText lines={3} />}>
          {(data) =>
            data.items.length === 0 ? (
              <p className="text-muted">No team finds it yet.</p>
            ) : (
              <ul className="divide-y divide-line">
                {data.items.map((partner) => (
                  <li key={partner.team.id} className="flex flex-wrap items-center gap-3 py-2">
                    <Partner partner={partner} />
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
        <ProblemForm
          problem={add.problem}
          className="flex flex-wrap items-end gap-2"
          submit={(form) => add.run({ api: api.slug, teamId: idOf('team').parse(form.get('partner')) })}
        >
          <div className="min-w-56 flex-1">
            <TeamField name="partner" label="Another team" />
          </div>
          <ActButton type="submit" loading={add.running} why={can.publish.allowed ? null : can.publish.why}>
            Let it in
          </ActButton>
        </ProblemForm>
      </div>
    </Card>
  )
}

function Partner({ partner }: { partner: PartnerView }) {
  const { api, can } = useVersion().page
  const remove = useAct(removePartner)
  return (
    <>
      <span className="min-w-0 flex-1">
        <TextLink href={`/access/teams/${partner.team.id}`} quiet className="font-medium">
          {partner.team.name}
        </TextLink>
        <span className="block text-muted">
          since <RelativeTime value={partner.since} />, {plural(partner.subscriptions, 'open subscription')}
        </span>
      </span>
      {can.publish.allowed ? (
        <ConfirmDialog
          title={`Hide ${api.name} from ${partner.team.name}?`}
          consequence={
            partner.subscriptions > 0
              ? `It no longer finds the API. Its ${plural(partner.subscriptions, 'open subscription')} keep working until someone ends them.`
              : 'It no longer finds the API in the portal and cannot ask for it.'
          }
          action="Hide it"
          tone="amber"
          trigger={
            <Button size="sm" variant="ghost">
              Remove
            </Button>
          }
          onConfirm={async () => {
            await remove.run({ api: api.slug, teamId: partner.team.id })
          }}
        />
      ) : (
        <ActButton size="sm" variant="ghost" why={can.publish.why}>
          Remove
        </ActButton>
      )}
    </>
  )
}
