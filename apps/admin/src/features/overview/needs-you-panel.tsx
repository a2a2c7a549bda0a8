'use client'
import type { ApiItem } from '@gatehouse/contracts/endpoints/apis'
import { Banner } from '@gatehouse/ui/banner'
import { plural } from '@gatehouse/ui/format'
import { LinkButton } from '@gatehouse/ui/link-button'
import type { Tone } from '@gatehouse/ui/tone'
import { useRead } from '../../api/use-read.ts'
import { useMay } from '../account/account-context.tsx'
import { waitingRead } from '../applications/queries.ts'
import { gatewaysRead } from '../stages/queries.ts'

type Need = { id: string; tone: Extract<Tone, 'info' | 'warn' | 'bad'>; sentence: string; href: string; label: string }

/** What waits for an act of this person, worst first; hidden when nothing does. */
export function NeedsYouPanel({ apis }: { apis: readonly ApiItem[] }) {
  const decide = useMay('subscription.decide')
  const stages = useMay('stage.read')
  const edit = useMay('api.edit')
  const waiting = useRead(waitingRead(), { enabled: decide.allowed, every: () => 30_000 })
  const gateways = useRead(gatewaysRead(), { enabled: stages.allowed, every: () => 10_000 })
  const refusing = (gateways.data?.items ?? []).filter((one) => one.health === 'refusing')
  const away = (gateways.data?.items ?? []).filter((one) => one.health === 'away' || one.health === 'stale')
  const asked = waiting.data?.items.length ?? 0
  const flagged = (flag: ApiItem['flags'][number]['flag']) =>
    apis.filter((api) => api.flags.some((one) => one.flag === flag))
  const unhealthy = flagged('unhealthy')
  const unowned = flagged('unowned')
  const needs: Need[] = [
    ...(refusing.length > 0
      ? [
          {
            id: 'refusing',
            tone: 'bad' as const,
            sentence: `${named(refusing.map((one) => one.name))} ${refusing.length === 1 ? 'refuses' : 'refuse'} the newest state and ${refusing.length === 1 ? 'serves' : 'serve'} an older one`,
            href: '/stages',
            label: 'See why',
          },
        ]
      : []),
    ...(away.length > 0
      ? [
          {
            id: 'away',
            tone: 'warn' as const,
            sentence: `${named(away.map((one) => one.name))} ${away.length === 1 ? 'is' : 'are'} away`,
            href: '/stages',
            label: 'Open',
          },
        ]
      : []),
    ...(asked > 0
      ? [
          {
            id: 'asked',
            tone: 'info' as const,
            sentence: `${waiting.data?.next ? `More than ${asked} requests` : plural(asked, 'request')} for access ${asked === 1 ? 'waits' : 'wait'} for a decision`,
            href: '/applications/access',
            label: 'Decide',
          },
        ]
      : []),
    ...(unhealthy.length > 0
      ? [
          {
            id: 'unhealthy',
            tone: 'warn' as const,
            sentence: `${named(unhealthy.map((api) => api.name))} ${unhealthy.length === 1 ? 'is' : 'are'} unhealthy`,
            href: '/apis?flag=unhealthy',
            label: 'Open',
          },
        ]
      : []),
    ...(edit.allowed && unowned.length > 0
      ? [
          {
            id: 'unowned',
            tone: 'warn' as const,
            sentence: `${named(unowned.map((api) => api.name))} ${unowned.length === 1 ? 'has' : 'have'} no active owner`,
            href: '/apis?flag=unowned',
            label: 'Choose owners',
          },
        ]
      : []),
  ]
  if (needs.length === 0) return null
  return (
    <section aria-label="Needs you" className="flex flex-col gap-2">
      {needs.slice(0, 5).map((need) => (
        <Banner
          key={need.id}
          compact
          tone={need.tone}
          title={need.sentence}
          actions={
            <LinkButton size="sm" href={need.href}>
              {need.label}
            </LinkButton>
          }
        />
      ))}
    </section>
  )
}

/** `Orders, Invoices and 3 more`. */
function named(names: readonly string[]): string {
  if (names.length <= 2) return names.join(' and ')
  return `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`
}
