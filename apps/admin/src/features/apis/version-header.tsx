'use client'
import { Badge } from '@gatehouse/ui/badge'
import { DropdownMenu } from '@gatehouse/ui/dropdown-menu'
import { LinkTabs } from '@gatehouse/ui/link-tabs'
import { PageHeader } from '@gatehouse/ui/page-header'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { StatusWord } from '@gatehouse/ui/status-word'
import { TextLink } from '@gatehouse/ui/text-link'
import { ChevronDown } from 'lucide-react'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'
import { PrimaryAct } from './primary-act.tsx'
import { audienceWords, stateTones, stateWords } from './state-text.ts'
import { useVersion } from './version-context.tsx'

const tabs = [
  ['', 'Overview'],
  ['/contract', 'Contract'],
  ['/backends', 'Backends'],
  ['/policies', 'Policies'],
  ['/products', 'Products'],
  ['/deployments', 'Deployments'],
  ['/lifecycle', 'Lifecycle'],
  ['/traffic', 'Traffic'],
  ['/docs', 'Docs'],
  ['/audit', 'Audit'],
] as const

export function VersionHeader({ children }: { children: ReactNode }) {
  const { page, base, startPublish, startOffer } = useVersion()
  const { api, version, facts, can } = page
  const pathname = usePathname()
  const below = pathname.slice(base.length)
  const missing = page.pipeline.reduce((sum, card) => sum + card.missingValues.length, 0)
  return (
    <PageHeader
      title={api.name}
      beside={
        <>
          <VersionPicker />
          <StatusWord tone={stateTones[version.state]} framed>
            {stateWords[version.state]}
          </StatusWord>
          <Badge>{audienceWords[api.audience]}</Badge>
          <TextLink href={`/access/teams/${api.team.id}`} quiet className="text-muted">
            {api.team.name}
          </TextLink>
        </>
      }
      facts={
        <>
          {facts.sentence}
          {facts.lastDeploy && (
            <>
              {facts.sentence && ' · '}last deploy <RelativeTime value={facts.lastDeploy.at} /> by {facts.lastDeploy.by}
            </>
          )}
          {facts.previewOnly && ' · a preview only: no stage that developers reach runs it'}
        </>
      }
      {...(page.primary.act === 'none' ? {} : { primary: <PrimaryAct /> })}
      menu={
        <DropdownMenu
          label="More acts for this API"
          items={[
            { label: 'New contract file', href: `${base}/contract/import`, ...note(can.edit) },
            { label: 'Offer in a product', onSelect: startOffer, ...note(can.offer) },
            { label: 'Publish in a portal', onSelect: startPublish, ...note(can.publish) },
            { kind: 'separator' },
            { label: 'Settings of the API', href: `${base}/settings` },
            { label: 'Requests', href: `/traffic/requests?versionId=${version.id}` },
          ]}
        />
      }
    >
      {children}
      <LinkTabs
        label="Parts of this version"
        tabs={tabs.map(([path, label]) => ({
          href: `${base}${path}`,
          label,
          current: path === '' ? below === '' : below === path || below.startsWith(`${path}/`),
          ...(path === '/backends' && missing > 0 ? { badge: `${missing} missing` } : {}),
          ...(path === '/contract' && facts.operations > 0 ? { badge: facts.operations } : {}),
        }))}
      />
    </PageHeader>
  )
}

function note(act: { allowed: boolean; why: string | null }): { disabled?: true; note?: string } {
  return act.allowed ? {} : { disabled: true, ...(act.why ? { note: act.why } : {}) }
}

function VersionPicker() {
  const { page } = useVersion()
  const { api, version } = page
  if (api.versions.length < 2) return <span className="font-medium text-muted">{version.name}</span>
  return (
    <DropdownMenu
      label="Version"
      align="start"
      trigger={
        <button
          type="button"
          className="inline-flex h-6 items-center gap-1 rounded-md border border-line-strong bg-surface px-2 font-medium text-sm hover:bg-hover"
        >
          {version.name}
          <ChevronDown aria-hidden className="size-3.5 text-subtle" />
        </button>
      }
      items={api.versions.map((one) => ({
        label: one.name,
        note: stateWords[one.state],
        href: `/apis/${api.slug}/${one.name}`,
      }))}
    />
  )
}
