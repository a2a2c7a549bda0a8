import { VersionOverviewPage } from '../../../../../features/apis/version-overview-page.tsx'

export default function Page() {
  return <VersionOverviewPage />
}
