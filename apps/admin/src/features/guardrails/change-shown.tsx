'use client'
import type { AccessChangeShown, AccessChangeSide } from '@gatehouse/contracts/endpoints/access-changes'
import { Card } from '@gatehouse/ui/card'
import { CodeBlock } from '@gatehouse/ui/code-block'
import { DiffView } from '@gatehouse/ui/diff-view'
import { plural } from '@gatehouse/ui/format'
import { StatusWord } from '@gatehouse/ui/status-word'
import { Tabs } from '@gatehouse/ui/tabs'
import { AccessDiffSection } from './access-diff-section.tsx'

/** What a change is, before and after, where it holds, who gains and loses, and what its examples say. */
export function ChangeShown({ shown }: { shown: AccessChangeShown }) {
  return (
    <>
      <Card title="What changes" description={whereText(shown)}>
        <Sides before={shown.before} after={shown.after} />
      </Card>
      <Card title="Who gains and loses" description="Over all APIs, by the gateways’ own decision on what runs now.">
        <AccessDiffSection diff={shown.diff} />
      </Card>
      {shown.examples.length > 0 && (
        <Card title="Examples" description="Calls that were tried on it.">
          <ul className="flex flex-col gap-1 text-sm">
            {shown.examples.map(({ title, expected, came, holds }) => (
              <li key={title} className="flex flex-wrap justify-between gap-x-3">
                <span>{title}</span>
                <StatusWord tone={holds ? 'ok' : 'bad'}>{holds ? came : `${came}, not ${expected}`}</StatusWord>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </>
  )
}

function whereText({ where }: AccessChangeShown): string | undefined {
  const { stages, apis, operations } = where
  if (stages.length === 0 && apis === 0) return undefined
  const on = stages.length === 0 ? '' : ` on ${stages.map(({ name }) => name).join(', ')}`
  return `It concerns ${plural(operations, 'operation')} of ${plural(apis, 'API')}${on}.`
}

function Sides({ before, after }: { before: AccessChangeSide | null; after: AccessChangeSide | null }) {
  const json = (side: AccessChangeSide | null) => (side?.json ? JSON.stringify(side.json, null, 2) : '')
  const same = JSON.stringify(before?.sentences) === JSON.stringify(after?.sentences)
  return (
    <Tabs
      label="How to read it"
      look="pills"
      tabs={[
        {
          value: 'words',
          label: 'Sentences',
          content: (
            <div className="flex flex-col gap-3 text-sm">
              {before !== null && after !== null && !same ? (
                <>
                  <Words label="Before" side={before} faded />
                  <Words label="After" side={after} />
                </>
              ) : (
                <Words
                  label={
                    after === null
                      ? 'Goes away'
                      : before === null
                        ? 'Is new'
                        : 'Its words stay; what is around them changes'
                  }
                  side={after ?? before}
                  faded={after === null}
                />
              )}
            </div>
          ),
        },
        {
          value: 'json',
          label: 'JSON',
          content:
            before !== null && after !== null ? (
              <DiffView
                before={json(before)}
                after={json(after)}
                beforeLabel="Before"
                afterLabel="After"
                language="json"
              />
            ) : (
              <CodeBlock code={json(after ?? before)} language="json" maxHeight={420} />
            ),
        },
      ]}
    />
  )
}

function Words({ label, side, faded = false }: { label: string; side: AccessChangeSide | null; faded?: boolean }) {
  return (
    <section className="flex flex-col gap-1">
      <h3 className="text-muted text-xs">{label}</h3>
      <ol className={`flex flex-col gap-1 ${faded ? 'text-muted line-through decoration-line-strong' : ''}`}>
        {(side?.sentences ?? []).map((sentence, place) => (
          <li key={`${place} ${sentence}`} className="[overflow-wrap:anywhere]">
            {sentence}
          </li>
        ))}
      </ol>
    </section>
  )
}
