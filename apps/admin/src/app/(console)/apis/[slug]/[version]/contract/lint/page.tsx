import { LintPage } from '../../../../../../../features/lint/lint-page.tsx'

export default function Page() {
  return <LintPage />
}
