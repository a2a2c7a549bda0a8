import { FindingsPage } from '../../../../../../../features/findings/findings-page.tsx'

export default function Page() {
  return <FindingsPage />
}
