import { ChangesPage } from '../../../../../../features/contracts/changes-page.tsx'

export default function Page() {
  return <ChangesPage />
}
