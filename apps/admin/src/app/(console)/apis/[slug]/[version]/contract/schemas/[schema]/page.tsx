import { SchemaPage } from '../../../../../../../../features/contracts/schema-page.tsx'

export default async function Page({ params }: { params: Promise<{ schema: string }> }) {
  const { schema } = await params
  return <SchemaPage schema={decodeURIComponent(schema)} />
}
