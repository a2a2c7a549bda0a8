import { SchemasPage } from '../../../../../../../features/contracts/schemas-page.tsx'

export default function Page() {
  return <SchemasPage />
}
