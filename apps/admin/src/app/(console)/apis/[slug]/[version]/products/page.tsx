import { VersionProductsPage } from '../../../../../../features/products/version-products-page.tsx'

export default function Page() {
  return <VersionProductsPage />
}
