import { Gallery } from '@gatehouse/ui/gallery'
import { notFound } from 'next/navigation'
import { isDevelopment } from '../../../env.ts'

/** Every component of the design system on one page; in development only. */
export default function Page() {
  if (!isDevelopment) notFound()
  return <Gallery />
}
