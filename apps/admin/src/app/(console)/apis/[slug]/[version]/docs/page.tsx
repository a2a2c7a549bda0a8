import { DocsPage } from '../../../../../../features/contracts/docs-page.tsx'

export default function Page() {
  return <DocsPage />
}
