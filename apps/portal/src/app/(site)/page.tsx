import { listCatalogue } from '@gatehouse/contracts/endpoints/portal'
import { HomePage } from '../../features/catalogue/home-page.tsx'
import { shownPerson } from '../../server/account.ts'
import { serverCall } from '../../server/call.ts'

const featured = 6

export default async function Page() {
  const call = await serverCall()
  const { items, next } = await call(listCatalogue, { limit: featured })
  return <HomePage featured={items} more={next !== null} name={(await shownPerson())?.name} />
}
