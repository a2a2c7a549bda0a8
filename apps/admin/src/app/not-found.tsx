import { EmptyState } from '@gatehouse/ui/empty-state'
import { LinkButton } from '@gatehouse/ui/link-button'
import { Compass } from 'lucide-react'

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center">
      <EmptyState
        icon={<Compass aria-hidden />}
        title="There is no such page"
        why="The address is wrong, or what it named is gone."
        action={<LinkButton href="/">Back to the overview</LinkButton>}
      />
    </main>
  )
}
