import { Link } from '@gatehouse/ui/link'
import { Brand } from './brand.tsx'

export function BrandLink() {
  return (
    <Link href="/" className="rounded-md">
      <Brand name="Developers" />
    </Link>
  )
}
