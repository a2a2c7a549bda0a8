'use client'
import type { VersionPage } from '@gatehouse/contracts/endpoints/apis'
import { Page } from '@gatehouse/ui/page'
import { Skeleton, SkeletonCards } from '@gatehouse/ui/skeleton'
import { usePathname, useRouter } from 'next/navigation'
import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { MoveDialog } from '../deployments/move-dialog.tsx'
import { PauseDialog } from '../deployments/pause-dialog.tsx'
import { TakeOffDialog } from '../deployments/take-off-dialog.tsx'
import { PublishDialog } from '../lifecycle/publish-dialog.tsx'
import { OfferDialog } from '../products/offer-dialog.tsx'
import { PromoteDialog } from '../promotions/promote-dialog.tsx'
import { TrailName } from '../shell/trail.tsx'
import { moveRefusal } from './move-refusal.ts'
import { type VersionName, versionRead } from './queries.ts'
import { UndeployedBanner } from './undeployed-banner.tsx'
import { type Move, type Pause, VersionContext } from './version-context.tsx'
import { VersionHeader } from './version-header.tsx'

/** Quick while a gateway has yet to answer for something recent, else at a pace that shows what colleagues do. */
function pace(page: VersionPage | undefined): number {
  const ticking = page?.pipeline.some(({ deployment }) => {
    const receipts = deployment?.receipts
    if (!receipts) return false
    const young = Date.now() - Date.parse(receipts.changedAt) < 120_000
    return young && receipts.gateways.some((gateway) => gateway.state === 'waiting' && gateway.connected)
  })
  return ticking ? 1_000 : 3_000
}

/** Head, banners and dialogs around every tab of a version's page. */
export function VersionFrame({ name, children }: { name: VersionName; children: ReactNode }) {
  const query = useRead(versionRead(name), { every: pace })
  return (
    <Loaded query={query} what="API" needs="api.read" skeleton={<FrameSkeleton />}>
      {(page) => (
        <VersionBody page={page} name={name}>
          {children}
        </VersionBody>
      )}
    </Loaded>
  )
}

type Dialog =
  | { kind: 'move'; move: Move }
  | { kind: 'pause'; pause: Pause }
  | { kind: 'take-off'; stage: string }
  | { kind: 'offer' }
  | { kind: 'publish' }

function VersionBody({ page, name, children }: { page: VersionPage; name: VersionName; children: ReactNode }) {
  const [dialog, setDialog] = useState<Dialog>()
  const base = `/apis/${page.api.slug}/${page.version.name}`
  const tools = useMemo(
    () => ({
      page,
      name,
      base,
      startMove: (move: Move) => setDialog({ kind: 'move', move }),
      startPause: (pause: Pause) => setDialog({ kind: 'pause', pause }),
      startTakeOff: (stage: string) => setDialog({ kind: 'take-off', stage }),
      startOffer: () => setDialog({ kind: 'offer' }),
      startPublish: () => setDialog({ kind: 'publish' }),
    }),
    [page, name, base],
  )
  useShortcuts(page, base, tools.startMove)
  const close = () => setDialog(undefined)
  return (
    <VersionContext value={tools}>
      <TrailName segment={page.api.slug} name={page.api.name} />
      <TrailName segment={name.api} name={page.api.name} />
      <Page width="reading" className="max-w-[1320px]">
        <VersionHeader>
          <UndeployedBanner />
        </VersionHeader>
        {children}
      </Page>
      {dialog?.kind === 'move' &&
        (dialog.move.act === 'promote' ? (
          <PromoteDialog stage={dialog.move.stage} onClose={close} />
        ) : (
          <MoveDialog move={dialog.move} onClose={close} />
        ))}
      {dialog?.kind === 'pause' && <PauseDialog pause={dialog.pause} onClose={close} />}
      {dialog?.kind === 'take-off' && <TakeOffDialog stage={dialog.stage} onClose={close} />}
      {dialog?.kind === 'offer' && <OfferDialog onClose={close} />}
      {dialog?.kind === 'publish' && <PublishDialog onClose={close} />}
    </VersionContext>
  )
}

/** `d` deploy, `p` promote, `/` operations; never while one types or a dialog is open. */
function useShortcuts(page: VersionPage, base: string, startMove: (move: Move) => void): void {
  const router = useRouter()
  const pathname = usePathname()
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement
      if (event.metaKey || event.ctrlKey || event.altKey || target.closest('input,textarea,select,[contenteditable]'))
        return
      if (document.querySelector('[role="dialog"],[role="alertdialog"],[role="menu"]')) return
      const first = page.pipeline.find((card) => moveRefusal(card, 'deploy', page.can) === null)
      const next = page.pipeline.find(
        (card) => card.incoming && !card.incoming.same && moveRefusal(card, 'promote', page.can) === null,
      )
      if (event.key === 'd' && first) startMove({ act: 'deploy', stage: first.stage.slug })
      else if (event.key === 'p' && next) startMove({ act: 'promote', stage: next.stage.slug })
      else if (event.key === '/' && pathname !== `${base}/contract`) router.push(`${base}/contract`)
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [page, base, pathname, router, startMove])
}

function FrameSkeleton() {
  return (
    <Page width="reading" className="max-w-[1320px]">
      <div className="flex flex-col gap-3">
        <Skeleton className="h-7 w-64" />
        <Skeleton className="h-4 w-96 max-w-full" />
        <Skeleton className="h-9 w-full" />
      </div>
      <SkeletonCards count={3} />
    </Page>
  )
}
