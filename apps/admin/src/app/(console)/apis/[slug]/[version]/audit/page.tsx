import { VersionAuditPage } from '../../../../../../features/audit/version-audit-page.tsx'

export default function Page() {
  return <VersionAuditPage />
}
