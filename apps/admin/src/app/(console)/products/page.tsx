import type { Metadata } from 'next'
import { ProductsPage } from '../../../features/products/products-page.tsx'
import { productsRead } from '../../../features/products/queries.ts'
import { Prefetched } from '../../../server/prefetched.tsx'

export const metadata: Metadata = { title: 'Products & plans' }

export default function Page() {
  return (
    <Prefetched reads={[productsRead()]}>
      <ProductsPage />
    </Prefetched>
  )
}
