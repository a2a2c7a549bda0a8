import { ReimportPage } from '../../../../../../../features/imports/reimport-page.tsx'

export default function Page() {
  return <ReimportPage />
}
