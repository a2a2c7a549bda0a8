import { VersionTrafficPage } from '../../../../../../features/traffic/version-traffic-page.tsx'

export default function Page() {
  return <VersionTrafficPage />
}
