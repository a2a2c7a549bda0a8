import type { Metadata } from 'next'
import { ProductsPage } from '../../../features/products/products-page.tsx'

export const metadata: Metadata = { title: 'Products & plans' }

export default function Page() {
  return <ProductsPage />
}
