import { listMyApplications } from '@gatehouse/contracts/endpoints/my-applications'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { Interaction } from '../../../../../../components/interaction.tsx'
import { loadVersion } from '../../../../../../features/reference/load-version.ts'
import { ReferenceFrame } from '../../../../../../features/reference/reference-nav.tsx'
import { type VersionParams, versionParams } from '../../../../../../features/reference/version-params.ts'
import { StartPage } from '../../../../../../features/start/start-page.tsx'
import { shownPerson } from '../../../../../../server/account.ts'
import { serverCall } from '../../../../../../server/call.ts'

export const metadata: Metadata = { title: 'First steps', robots: { index: false } }

type Props = { params: VersionParams; searchParams: Promise<{ plan?: string | string[] }> }

export default async function Page({ params, searchParams }: Props) {
  const view = await loadVersion(...(await versionParams(params)))
  if (!view) notFound()
  const { plan } = await searchParams
  const person = await shownPerson()
  const applications = person ? (await (await serverCall())(listMyApplications, { limit: 20 })).items : []
  return (
    <ReferenceFrame view={view} current="start">
      <Interaction>
        <StartPage
          view={view}
          person={person}
          applications={applications.filter(({ state }) => state === 'active').map(({ id, name }) => ({ id, name }))}
          plan={typeof plan === 'string' ? plan : undefined}
        />
      </Interaction>
    </ReferenceFrame>
  )
}
