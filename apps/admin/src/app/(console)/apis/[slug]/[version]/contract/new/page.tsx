import { OperationEditorPage } from '../../../../../../../features/contracts/operation-editor-page.tsx'

export default function Page() {
  return <OperationEditorPage />
}
