'use client'
import { LinkButton } from '@gatehouse/ui/link-button'
import { useRead } from '../../api/use-read.ts'
import { useVersion } from '../apis/version-context.tsx'
import { lintRead } from './queries.ts'

/** The way to the lint page, with the score as soon as it is there. */
export function LintLink() {
  const { page, name, base } = useVersion()
  const { data } = useRead(lintRead(name), { enabled: page.contract !== null })
  return <LinkButton href={`${base}/contract/lint`}>{data ? `Lint ${data.score} of 100` : 'Lint'}</LinkButton>
}
