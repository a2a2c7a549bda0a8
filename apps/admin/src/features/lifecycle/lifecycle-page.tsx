'use client'
import { SkeletonCards } from '@gatehouse/ui/skeleton'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { useVersion } from '../apis/version-context.tsx'
import { BurnDownCard } from './burn-down-card.tsx'
import { CallersTable } from './callers-table.tsx'
import { ExtensionsTable } from './extensions-table.tsx'
import { MovesCard } from './moves-card.tsx'
import { NoticesCard } from './notices-card.tsx'
import { PortalsCard } from './portals-card.tsx'
import { ProgramCard } from './program-card.tsx'
import { deprecationRead } from './queries.ts'
import { StateCard } from './state-card.tsx'

const tickMs = 15_000

/** Where the version stands for those outside, where it shows, and how it ends: who still calls, who was told, who may stay longer. */
export function LifecyclePage() {
  const { name } = useVersion()
  // Dates come while the page is open: the program changes its face by itself.
  const query = useRead(deprecationRead(name), { every: (view) => (view?.program ? tickMs : false) })
  const program = query.data?.program
  return (
    <div className="flex flex-col gap-6">
      <Loaded query={query} what="deprecation program" needs="api.read" skeleton={<SkeletonCards count={2} />}>
        {(view) => <ProgramCard view={view} />}
      </Loaded>
      {query.data && query.data.phase !== 'none' && query.data.phase !== 'cancelled' && (
        <>
          <BurnDownCard view={query.data} />
          <CallersTable view={query.data} />
          <div className="grid items-start gap-6 rail:grid-cols-[3fr_2fr]">
            <div className="flex flex-col gap-6">
              <ExtensionsTable view={query.data} />
              <MovesCard view={query.data} />
            </div>
            <NoticesCard view={query.data} />
          </div>
        </>
      )}
      <div className="grid items-start gap-6 rail:grid-cols-[3fr_2fr]">
        <StateCard note={program ? 'The deprecation program moves the state at its dates.' : null} />
        <PortalsCard />
      </div>
    </div>
  )
}
