import { OperationEditorPage } from '../../../../../../../../features/contracts/operation-editor-page.tsx'

export default async function Page({ params }: { params: Promise<{ operation: string }> }) {
  const { operation } = await params
  return <OperationEditorPage operation={operation} />
}
