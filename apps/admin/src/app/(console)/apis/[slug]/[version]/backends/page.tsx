import { BackendsPage } from '../../../../../../features/backends/backends-page.tsx'

export default function Page() {
  return <BackendsPage />
}
