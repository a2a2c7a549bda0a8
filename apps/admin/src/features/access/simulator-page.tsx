'use client'
import { type SimulationResult, simulateAccess } from '@gatehouse/contracts/endpoints/access-engine'
import { Card } from '@gatehouse/ui/card'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { SkeletonCards } from '@gatehouse/ui/skeleton'
import { FlaskConical } from 'lucide-react'
import { parseAsString, useQueryStates } from 'nuqs'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { simulatorChoicesRead } from './queries.ts'
import { SimulatorForm } from './simulator-form.tsx'
import { SimulatorResult } from './simulator-result.tsx'

/** Would this call be let in? Answered by the gateway's own decision, without traffic. */
export function SimulatorPage() {
  const [given, setGiven] = useQueryStates(
    {
      stage: parseAsString,
      application: parseAsString,
      credential: parseAsString,
      operation: parseAsString,
      method: parseAsString,
      target: parseAsString,
    },
    { history: 'replace' },
  )
  const choices = useRead(simulatorChoicesRead(given.stage ?? undefined), { keep: true })
  const [result, setResult] = useState<SimulationResult | null>(null)
  const act = useAct(simulateAccess, { onDone: setResult })
  return (
    <Page>
      <PageHeader
        title="Simulator"
        facts="Would this call be let in? The gateway’s own decision on what runs now. Nothing is sent, nothing is counted, and no key is ever asked for."
      />
      <Loaded query={choices} what="simulator" needs="api.read" skeleton={<SkeletonCards count={2} />}>
        {(data) => (
          <div className="grid items-start gap-6 rail:grid-cols-[2fr_3fr]">
            <Card title="The call">
              <SimulatorForm
                key={data.stage.id}
                choices={data}
                given={given}
                problem={act.problem}
                running={act.running}
                onStage={(stage) => {
                  setResult(null)
                  void setGiven({ stage, credential: null, operation: null })
                }}
                onRun={async (input) => {
                  setResult(null)
                  await act.run(input)
                }}
              />
            </Card>
            {result === null ? (
              <Card title="The verdict">
                <EmptyState
                  compact
                  icon={<FlaskConical aria-hidden />}
                  title="Nothing is simulated yet"
                  why="Choose who calls and what, then ask. The answer names each step of the gateway and the rule that decides."
                />
              </Card>
            ) : (
              <SimulatorResult result={result} />
            )}
          </div>
        )}
      </Loaded>
    </Page>
  )
}
