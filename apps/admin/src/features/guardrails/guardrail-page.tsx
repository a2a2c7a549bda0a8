'use client'
import type { GuardrailView } from '@gatehouse/contracts/endpoints/guardrails'
import { Banner } from '@gatehouse/ui/banner'
import { Card } from '@gatehouse/ui/card'
import { CodeBlock } from '@gatehouse/ui/code-block'
import { formatCount, plural } from '@gatehouse/ui/format'
import { KeyValue } from '@gatehouse/ui/key-value'
import { LinkButton } from '@gatehouse/ui/link-button'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonCards } from '@gatehouse/ui/skeleton'
import { StatusWord } from '@gatehouse/ui/status-word'
import { Tabs } from '@gatehouse/ui/tabs'
import { TextLink } from '@gatehouse/ui/text-link'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { ReceiptsPanel } from '../deployments/receipts-panel.tsx'
import { TrailName } from '../shell/trail.tsx'
import { ChangesTable } from './changes-table.tsx'
import { GuardrailExamples } from './guardrail-examples.tsx'
import { GuardrailMenu } from './guardrail-menu.tsx'
import { policyTitles } from './guardrail-text.ts'
import { guardrailRead } from './queries.ts'

/** A guardrail: what it does, where it holds, who agreed, which gateways have it. */
export function GuardrailPage({ id }: { id: string }) {
  const query = useRead(guardrailRead(id), { every: () => 10_000 })
  return (
    <Loaded
      query={query}
      what="guardrail"
      needs="guardrail.read"
      skeleton={
        <Page>
          <SkeletonCards count={4} />
        </Page>
      }
    >
      {(guardrail) => <GuardrailBody guardrail={guardrail} />}
    </Loaded>
  )
}

function GuardrailBody({ guardrail }: { guardrail: GuardrailView }) {
  const { acts, reach, waiting } = guardrail
  return (
    <Page width="reading" className="max-w-[1320px]">
      <TrailName segment={guardrail.id} name={guardrail.name} />
      <PageHeader
        title={guardrail.name}
        beside={
          <StatusWord framed tone={guardrail.enabled ? 'ok' : 'neutral'}>
            {guardrail.enabled ? 'On' : 'Off'}
          </StatusWord>
        }
        facts={`${policyTitles[guardrail.policy].title} · holds ${guardrail.where}`}
        {...(acts.change === 'no'
          ? {}
          : {
              primary: (
                <LinkButton variant="primary" href={`/access/guardrails/${guardrail.id}/edit`}>
                  {acts.change === 'propose' ? 'Propose a change' : 'Change it'}
                </LinkButton>
              ),
            })}
        menu={<GuardrailMenu guardrail={guardrail} />}
      >
        <p className="text-sm">{guardrail.reason}</p>
        {waiting && (
          <Banner
            compact
            tone="info"
            title={waiting.title}
            actions={
              <LinkButton size="sm" href={`/access/guardrails/changes/${waiting.id}`}>
                Look at it
              </LinkButton>
            }
          >
            This change waits for a reviewer.
          </Banner>
        )}
      </PageHeader>
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,3fr)_minmax(20rem,2fr)]">
        <div className="flex min-w-0 flex-col gap-5">
          <Card title="What it does">
            <Tabs
              label="How to read it"
              look="pills"
              tabs={[
                {
                  value: 'words',
                  label: 'Sentences',
                  content: (
                    <ol className="flex flex-col gap-1.5 text-sm">
                      {guardrail.sentences.map((sentence, place) => (
                        <li key={`${place} ${sentence}`} className="[overflow-wrap:anywhere]">
                          {sentence}
                        </li>
                      ))}
                    </ol>
                  ),
                },
                {
                  value: 'json',
                  label: 'JSON',
                  content: (
                    <CodeBlock code={JSON.stringify(guardrail.options, null, 2)} language="json" maxHeight={420} />
                  ),
                },
              ]}
            />
          </Card>
          <GuardrailExamples guardrail={guardrail} />
          {guardrail.rules.length > 0 && (
            <Card title="What its rules decided" description="Calls of the last 30 days.">
              <KeyValue
                items={guardrail.rules.map(({ rule, refused, allowed, lastAt }) => ({
                  label: rule,
                  value: `${formatCount(refused)} refused, ${formatCount(allowed)} allowed`,
                  note: <RelativeTime value={lastAt} />,
                }))}
              />
            </Card>
          )}
          <section className="flex flex-col gap-2">
            <h2 className="font-semibold">History</h2>
            <ChangesTable changes={guardrail.history} />
          </section>
        </div>
        <div className="flex min-w-0 flex-col gap-5">
          <Card title="Where it holds">
            <KeyValue
              items={[
                {
                  label: 'Stages',
                  value: reach.stages.length === 0 ? 'none' : reach.stages.map(({ name }) => name).join(', '),
                },
                { label: 'APIs', value: plural(reach.apis, 'API') },
                { label: 'Operations', value: plural(reach.operations, 'operation') },
                {
                  label: 'Reviewed',
                  value:
                    guardrail.reviewed === null ? (
                      'not by a second person'
                    ) : (
                      <>
                        {guardrail.reviewed.name} <RelativeTime value={guardrail.reviewed.at} />
                      </>
                    ),
                },
                ...(guardrail.hits === null
                  ? []
                  : [{ label: 'Refused in 30 days', value: formatCount(guardrail.hits.refused) }]),
              ]}
            />
            <p className="mt-3 text-sm">
              <TextLink href="/access/matrix">Who can call what</TextLink>
            </p>
          </Card>
          {guardrail.receipts.length > 0 && (
            <Card title="At the gateways" description="Of its last change.">
              <div className="flex flex-col gap-4">
                {guardrail.receipts.map(({ stage, receipts }) => (
                  <section key={stage.id} className="flex flex-col gap-1">
                    <h3 className="flex justify-between gap-2 text-sm">
                      <span className="font-medium">{stage.name}</span>
                      <span className="gh-tabular text-muted">{receipts.text}</span>
                    </h3>
                    <ReceiptsPanel receipts={receipts} label={`Gateways of ${stage.name}`} confirmed="has it" />
                  </section>
                ))}
              </div>
            </Card>
          )}
        </div>
      </div>
    </Page>
  )
}
