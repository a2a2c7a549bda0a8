import { Breadcrumbs } from '@gatehouse/ui/breadcrumbs'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { LinkButton } from '@gatehouse/ui/link-button'
import { CircleSlash } from 'lucide-react'
import { type PortalVersionView, versionHref } from '../reference/load-version.ts'
import { VersionNotice } from '../reference/version-state.tsx'
import { FirstSteps } from './first-steps.tsx'
import { startView } from './start-view.ts'

type StartPageProps = {
  view: PortalVersionView
  person: { name: string } | undefined
  applications: { id: string; name: string }[]
  plan: string | undefined
}

/** From nothing to a call that the gateway saw, on one page. */
export function StartPage({ view, person, applications, plan }: StartPageProps) {
  const here = `${versionHref(view)}/start${plan ? `?plan=${encodeURIComponent(plan)}` : ''}`
  return (
    <div className="max-w-3xl">
      <Breadcrumbs
        items={[
          { label: 'APIs', href: '/apis' },
          { label: view.api.name, href: versionHref(view) },
          { label: 'First steps' },
        ]}
      />
      <h1 className="mt-2 font-semibold text-[26px] leading-9">First call to {view.api.name}</h1>
      <p className="mt-1 mb-8 text-muted">Five steps on this page. Each ticks by itself.</p>
      {view.state !== 'published' && (
        <div className="mb-8">
          <VersionNotice view={view} />
        </div>
      )}
      {view.stages.length === 0 ? (
        <EmptyState
          icon={<CircleSlash aria-hidden />}
          title="Not callable yet"
          why="No stage that is open to developers runs this version. You can read its reference already."
          action={<LinkButton href={versionHref(view)}>Back to the overview</LinkButton>}
        />
      ) : (
        <FirstSteps view={startView(view, here)} person={person} applications={applications} plan={plan} />
      )}
    </div>
  )
}
