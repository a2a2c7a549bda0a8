import { PoliciesPage } from '../../../../../../features/contracts/policies-page.tsx'

export default function Page() {
  return <PoliciesPage />
}
