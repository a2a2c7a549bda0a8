'use client'
import type { LintRuleResult } from '@gatehouse/contracts/lint'
import { Button } from '@gatehouse/ui/button'
import { SkeletonText } from '@gatehouse/ui/skeleton'
import { TextLink } from '@gatehouse/ui/text-link'
import { useState } from 'react'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { useVersion } from '../apis/version-context.tsx'
import { Sentence } from '../deployments/change-list.tsx'
import { placeText } from './lint-text.ts'
import { lintFindingsRead } from './queries.ts'

type FindingListProps = {
  rule: LintRuleResult
  /** Why nothing may be changed; null: it may. */
  why: string | null
  busy: boolean
  onMend: (place: string) => void
  onWaive: (place: string, operation: string | undefined) => void
}

/** The places of one rule: a link to the operation, the line of the file, and what can be done there. */
export function FindingList({ rule, why, busy, onMend, onWaive }: FindingListProps) {
  const { name, base } = useVersion()
  const [limit, setLimit] = useState(20)
  const query = useRead(lintFindingsRead(name, rule.rule, limit), { keep: true })
  return (
    <Loaded query={query} what="findings" needs="api.read" compact skeleton={<SkeletonText lines={3} />}>
      {({ items, next }) => (
        <>
          <ul className="flex flex-col divide-y divide-line">
            {items.map((finding) => (
              <li
                key={`${finding.place} ${finding.message}`}
                className="flex flex-wrap items-start gap-x-4 gap-y-1 py-2 text-sm"
              >
                <div className="min-w-0 flex-1 basis-64 [overflow-wrap:anywhere]">
                  <p>
                    <Sentence text={finding.message} />
                  </p>
                  <p className="text-muted text-xs">
                    {finding.operation && (
                      <>
                        {finding.operationId ? (
                          <TextLink href={`${base}/contract/${finding.operationId}`}>
                            <code>{finding.operation}</code>
                          </TextLink>
                        ) : (
                          <code>{finding.operation}</code>
                        )}{' '}
                      </>
                    )}
                    {placeText(finding.place)}
                    {finding.line !== undefined && ` · line ${finding.line}`}
                  </p>
                </div>
                <div className="flex shrink-0 gap-1">
                  {finding.fixable && (
                    <ActButton size="sm" variant="ghost" why={why} loading={busy} onClick={() => onMend(finding.place)}>
                      Mend
                    </ActButton>
                  )}
                  <ActButton
                    size="sm"
                    variant="ghost"
                    why={why}
                    aria-label={`Waive: ${finding.operation ?? placeText(finding.place)}`}
                    onClick={() => onWaive(finding.place, finding.operation)}
                  >
                    Waive
                  </ActButton>
                </div>
              </li>
            ))}
          </ul>
          {next && limit < 200 && (
            <Button size="sm" variant="ghost" className="self-start" onClick={() => setLimit(200)}>
              Show more
            </Button>
          )}
          {(limit === 200 ? next !== null : false) && (
            <p className="text-muted text-sm">There are more: mend some, and the others move up.</p>
          )}
        </>
      )}
    </Loaded>
  )
}
