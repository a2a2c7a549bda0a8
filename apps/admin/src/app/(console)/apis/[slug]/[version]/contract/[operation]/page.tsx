import { OperationPage } from '../../../../../../../features/contracts/operation-page.tsx'

export default async function Page({ params }: { params: Promise<{ operation: string }> }) {
  const { operation } = await params
  return <OperationPage operation={operation} />
}
