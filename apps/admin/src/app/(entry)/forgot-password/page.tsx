import type { Metadata } from 'next'
import { ForgotPasswordPage } from '../../../features/account/forgot-password-page.tsx'

export const metadata: Metadata = { title: 'New password' }

export default function Page() {
  return <ForgotPasswordPage />
}
