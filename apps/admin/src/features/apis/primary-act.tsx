'use client'
import { LinkButton } from '@gatehouse/ui/link-button'
import { ActButton } from '../../components/act-button.tsx'
import { moveRefusal } from './move-refusal.ts'
import { useVersion } from './version-context.tsx'

/** The page's one primary button: the next step of the road from a file to a served call, as the server computed it. */
export function PrimaryAct() {
  const { page, base, startMove, startOffer, startPublish } = useVersion()
  const { act, label, stage } = page.primary
  const card = page.pipeline.find((one) => one.stage.id === stage?.id)
  const moves = act === 'deploy' || act === 'promote'
  const why = moves && card ? moveRefusal(card, act, page.can) : page.primary.allowed ? null : page.primary.why
  if (act === 'none') return null
  if (why !== null) {
    return (
      <ActButton variant="primary" why={why}>
        {label}
      </ActButton>
    )
  }
  if (act === 'add-contract') {
    return (
      <LinkButton variant="primary" href={`${base}/contract/import`}>
        {label}
      </LinkButton>
    )
  }
  if (act === 'set-backend') {
    return (
      <LinkButton variant="primary" href={`${base}/backends`}>
        {label}
      </LinkButton>
    )
  }
  const run = () => {
    if (act === 'offer') startOffer()
    else if (act === 'publish') startPublish()
    else if (stage) startMove({ act: act === 'deploy' ? 'deploy' : 'promote', stage: stage.slug })
  }
  return (
    <ActButton variant={stage?.exposure === 'live' ? 'amber' : 'primary'} onClick={run}>
      {label}
    </ActButton>
  )
}
