import { EmptyState } from '@gatehouse/ui/empty-state'
import { LinkButton } from '@gatehouse/ui/link-button'
import { Compass } from 'lucide-react'
import { PortalShell } from '../features/shell/portal-shell.tsx'
import { shownPerson } from '../server/account.ts'

export default async function NotFound() {
  const person = await shownPerson()
  return (
    <PortalShell person={person}>
      <div className="py-20">
        <EmptyState
          icon={<Compass aria-hidden />}
          title="There is no such page"
          why={
            person
              ? 'The address is wrong, what it named is gone, or you may not see it.'
              : 'The address is wrong, what it named is gone, or it shows only to people who are signed in.'
          }
          action={<LinkButton href="/apis">All APIs</LinkButton>}
        />
      </div>
    </PortalShell>
  )
}
