import type { Metadata } from 'next'
import { NewProductPage } from '../../../../features/products/new-product-page.tsx'

export const metadata: Metadata = { title: 'New product' }

export default function Page() {
  return <NewProductPage />
}
