import { LifecyclePage } from '../../../../../../features/lifecycle/lifecycle-page.tsx'

export default function Page() {
  return <LifecyclePage />
}
