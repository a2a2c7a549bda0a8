import { ApiSettingsPage } from '../../../../../../features/apis/api-settings-page.tsx'

export default function Page() {
  return <ApiSettingsPage />
}
