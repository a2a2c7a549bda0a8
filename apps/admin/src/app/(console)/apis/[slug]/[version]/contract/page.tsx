import { ContractPage } from '../../../../../../features/contracts/contract-page.tsx'

export default function Page() {
  return <ContractPage />
}
