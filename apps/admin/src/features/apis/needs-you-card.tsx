'use client'
import { Banner } from '@gatehouse/ui/banner'
import { LinkButton } from '@gatehouse/ui/link-button'
import { useVersion } from './version-context.tsx'

/** What waits for a person's act, at most five; hidden when nothing does. */
export function NeedsYouCard() {
  const { page } = useVersion()
  if (page.needsYou.length === 0) return null
  return (
    <section aria-label="Needs you" className="flex flex-col gap-2">
      {page.needsYou.map((need) => (
        <Banner
          key={`${need.kind} ${need.sentence}`}
          compact
          tone={need.kind === 'gateway-refuses' ? 'bad' : need.kind === 'subscriptions-waiting' ? 'info' : 'warn'}
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
