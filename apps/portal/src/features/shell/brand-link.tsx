import { Link } from '@gatehouse/ui/link'
import { Brand } from './brand.tsx'

export function BrandLink() {
  return (
    <Link href="/" className="rounded-md" aria-label="Developer portal, home">
      <Brand name="Developers" />
    </Link>
  )
}
