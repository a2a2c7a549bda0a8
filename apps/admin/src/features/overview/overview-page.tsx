'use client'
import { LinkButton } from '@gatehouse/ui/link-button'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { SkeletonCards } from '@gatehouse/ui/skeleton'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { useAccount, useMay } from '../account/account-context.tsx'
import { apisRead } from '../apis/queries.ts'
import { UsageStrip } from '../traffic/usage-strip.tsx'
import { NeedsYouPanel } from './needs-you-panel.tsx'
import { OverviewApisCard } from './overview-apis-card.tsx'
import { OverviewTrafficCards } from './overview-traffic-cards.tsx'
import { SetupChecklist } from './setup-checklist.tsx'

/** What needs this person, what runs, and what was called: as far as the person's roles let them see. */
export function OverviewPage() {
  const account = useAccount()
  const readApis = useMay('api.read')
  const create = useMay('api.create')
  const usage = useMay('usage.read')
  const query = useRead(apisRead(), { enabled: readApis.allowed, every: () => 15_000 })
  const first = account.name.split(' ')[0]
  const empty = query.data?.total === 0
  return (
    <Page>
      <PageHeader
        title={`Hello ${first}`}
        facts={
          empty ? 'Nothing runs yet. This is the way to the first call.' : 'What needs you, what runs, what was called.'
        }
        {...(create.allowed
          ? {
              primary: (
                <LinkButton variant="primary" href="/apis/new">
                  Import an API
                </LinkButton>
              ),
            }
          : {})}
      />
      <NeedsYouPanel apis={query.data?.items ?? []} />
      {readApis.allowed ? (
        <Loaded query={query} what="APIs" needs="api.read" skeleton={<SkeletonCards count={3} />}>
          {(data) =>
            data.total === 0 ? (
              <SetupChecklist />
            ) : (
              <>
                {usage.allowed && <UsageStrip scope={{}} />}
                <OverviewApisCard data={data} />
                <OverviewTrafficCards />
              </>
            )
          }
        </Loaded>
      ) : (
        usage.allowed && <UsageStrip scope={{}} />
      )}
    </Page>
  )
}
