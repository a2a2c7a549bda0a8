'use client'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonCards } from '@gatehouse/ui/skeleton'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { LintRulesForm } from './lint-rules-form.tsx'
import { lintRulesetRead } from './queries.ts'

/** The organization's lint rules: the ready ones, each with its severity, and rules of one's own. */
export function LintRulesPage() {
  const query = useRead(lintRulesetRead())
  return (
    <Page>
      <PageHeader
        title="Lint rules"
        facts={
          <>
            What contracts are held to. The score of an API stands on its Contract tab.
            {query.data?.updatedAt && (
              <>
                {' '}
                Changed <RelativeTime value={query.data.updatedAt} />.
              </>
            )}
          </>
        }
      />
      <Loaded query={query} what="lint rules" needs="api.read" skeleton={<SkeletonCards count={3} />}>
        {(ruleset) => <LintRulesForm key={ruleset.etag} ruleset={ruleset} />}
      </Loaded>
    </Page>
  )
}
