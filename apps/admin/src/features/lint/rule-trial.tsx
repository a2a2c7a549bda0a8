'use client'
import { listApis } from '@gatehouse/contracts/endpoints/apis'
import { tryLintRule } from '@gatehouse/contracts/endpoints/lint'
import type { OwnLintRule } from '@gatehouse/contracts/lint'
import { Button } from '@gatehouse/ui/button'
import { Field } from '@gatehouse/ui/field'
import { plural } from '@gatehouse/ui/format'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { useState } from 'react'
import { read } from '../../api/read.ts'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { Sentence } from '../deployments/change-list.tsx'

/** What the rule would find in an API, before anybody is held to it. */
export function RuleTrial({ rule }: { rule: OwnLintRule | undefined }) {
  const apis = useRead(read(listApis, { limit: 100 }))
  const [chosen, setChosen] = useState<string>()
  const attempt = useAct(tryLintRule)
  const [tried, setTried] = useState<{ source: string; answer: Awaited<ReturnType<typeof attempt.run>> }>()
  const options = (apis.data?.items ?? []).flatMap((api) =>
    api.versions.map((version) => ({ value: `${api.slug} ${version.name}`, label: `${api.name} ${version.name}` })),
  )
  const target = chosen ?? options[0]?.value
  if (apis.data && options.length === 0) return null
  const run = async () => {
    const [api, version] = target?.split(' ') ?? []
    if (!rule || !api || !version) return
    const answer = await attempt.run({ api, version, rule }).catch(() => undefined)
    if (answer) setTried({ source: JSON.stringify(rule), answer })
  }
  return (
    <div className="mt-5 flex flex-col gap-3 border-line border-t pt-4">
      <div className="flex flex-wrap items-end gap-3">
        <div className="min-w-48 flex-1">
          <Field label="Try it on" name="api">
            <NativeSelect value={target} options={options} onChange={(event) => setChosen(event.target.value)} />
          </Field>
        </div>
        <Button loading={attempt.running} disabled={!rule} onClick={() => void run()}>
          Try rule
        </Button>
      </div>
      <ProblemBanner problem={attempt.problem} />
      {tried && tried.source === JSON.stringify(rule) && (
        <div role="status" className="flex flex-col gap-1 text-sm">
          <p>
            {tried.answer.places === 0
              ? 'It looks at nothing there.'
              : tried.answer.total === 0
                ? `It looks at ${plural(tried.answer.places, 'place')} and finds nothing.`
                : `It looks at ${plural(tried.answer.places, 'place')} and finds ${plural(tried.answer.total, 'place')} to mend:`}
          </p>
          <ul className="max-h-48 divide-y divide-line overflow-y-auto">
            {tried.answer.findings.map((finding) => (
              <li key={finding.place} className="py-1.5 [overflow-wrap:anywhere]">
                {finding.operation && <code className="text-muted">{finding.operation} </code>}
                <Sentence text={finding.message} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  )
}
