import type { Metadata } from 'next'
import { ForgotPasswordPage } from '../../../../features/account/forgot-password-page.tsx'

export const metadata: Metadata = { title: 'Get a new password', robots: { index: false } }

export default function Page() {
  return <ForgotPasswordPage />
}
