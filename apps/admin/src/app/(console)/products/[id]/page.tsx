import type { Metadata } from 'next'
import { ProductPage } from '../../../../features/products/product-page.tsx'
import { productRead } from '../../../../features/products/queries.ts'
import { Prefetched } from '../../../../server/prefetched.tsx'

export const metadata: Metadata = { title: 'Product' }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <Prefetched reads={[productRead(id)]}>
      <ProductPage id={id} />
    </Prefetched>
  )
}
