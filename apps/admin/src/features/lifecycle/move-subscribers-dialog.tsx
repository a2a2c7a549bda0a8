'use client'
import type { DeprecationView } from '@gatehouse/contracts/endpoints/deprecation-views'
import { moveSubscribers, type PlannedMove } from '@gatehouse/contracts/endpoints/subscriber-moves'
import { Button } from '@gatehouse/ui/button'
import { Dialog } from '@gatehouse/ui/dialog'
import { Field } from '@gatehouse/ui/field'
import { plural } from '@gatehouse/ui/format'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { SkeletonText } from '@gatehouse/ui/skeleton'
import { StatusWord } from '@gatehouse/ui/status-word'
import { toast } from '@gatehouse/ui/toast'
import type { Tone } from '@gatehouse/ui/tone'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { useVersion } from '../apis/version-context.tsx'
import { moveRead } from './queries.ts'

const words: Record<PlannedMove['outcome'], { word: string; tone: Tone }> = {
  moves: { word: 'gets access', tone: 'ok' },
  has: { word: 'has access', tone: 'info' },
  'same-product': { word: 'nothing to do', tone: 'neutral' },
  'no-product': { word: 'no product', tone: 'warn' },
  choose: { word: 'choose a plan', tone: 'warn' },
  'not-active': { word: 'stays', tone: 'neutral' },
  forbidden: { word: 'not yours to give', tone: 'warn' },
}

/** The dry run of moving the subscribers, application by application; the same dialog then runs it. */
export function MoveSubscribersDialog({ view, onClose }: { view: DeprecationView; onClose: () => void }) {
  const { page, name } = useVersion()
  const [plans, setPlans] = useState<Record<string, string>>({})
  const query = useRead(moveRead(name, plans), { keep: true })
  const successor = view.program?.successor
  const run = useAct(moveSubscribers, {
    onDone: (move) => {
      const moved = move.applications.filter(({ state }) => state === 'moved').length
      toast.success(`${plural(moved, 'application')} may call ${move.to.api.name} ${move.to.name}`, {
        description: 'With the keys that they have. It can be undone for 24 hours.',
      })
      onClose()
    },
  })
  const items = query.data?.items ?? []
  const moving = items.filter(({ outcome }) => outcome === 'moves').length
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      size="lg"
      title={`Move subscribers to ${successor ? `${successor.api.name} ${successor.name}` : 'the successor'}`}
      description={`Each keeps its keys. Access to the new version opens at once; that to ${page.version.name} stays until the sunset, so that nothing breaks.`}
      footer={
        <>
          <span className="mr-auto text-muted text-sm">{query.data?.sentence}</span>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button
            variant="primary"
            disabled={moving === 0 || query.isPlaceholderData}
            loading={run.running}
            onClick={() => run.run({ ...name, plans }).catch(() => undefined)}
          >
            {moving === 0 ? 'Move' : `Move ${plural(moving, 'application')}`}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <ProblemBanner problem={run.problem} />
        <Loaded compact query={query} what="dry run" needs="api.publish" skeleton={<SkeletonText lines={4} />}>
          {({ items, plans: offered }) => (
            <>
              <PlanChoices items={items} offered={offered} chosen={plans} onChange={setPlans} />
              {items.length === 0 ? (
                <p className="text-sm">No application has access to it.</p>
              ) : (
                <ul aria-label="What would happen" className="divide-y divide-line rounded-lg border border-line">
                  {items.map((item) => (
                    <li key={item.subscriptionId} className="flex flex-col gap-1 px-4 py-3 text-sm">
                      <span className="flex flex-wrap items-center justify-between gap-x-3">
                        <span className="font-medium">{item.application.name}</span>
                        <StatusWord tone={words[item.outcome].tone}>{words[item.outcome].word}</StatusWord>
                      </span>
                      <span className="text-muted">
                        {item.from.product}, {item.from.plan}
                        {item.to && ` → ${item.to.product}, ${item.to.plan.name}`}
                      </span>
                      <span>{item.sentence}</span>
                      {item.notes.map((note) => (
                        <span key={note} className="text-warn-text">
                          {note}
                        </span>
                      ))}
                    </li>
                  ))}
                </ul>
              )}
            </>
          )}
        </Loaded>
      </div>
    </Dialog>
  )
}

/** Plans whose choice is not plain, each once, however many applications have it. */
function PlanChoices({
  items,
  offered,
  chosen,
  onChange,
}: {
  items: readonly PlannedMove[]
  offered: readonly { id: string; name: string; product: string }[]
  chosen: Readonly<Record<string, string>>
  onChange: (plans: Record<string, string>) => void
}) {
  const open = items.filter(({ outcome, from }) => outcome === 'choose' || chosen[from.planId] !== undefined)
  const plans = [...new Map(open.map(({ from }) => [from.planId, from])).values()]
  if (plans.length === 0) return null
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      {plans.map((from) => (
        <Field key={from.planId} label={`Who has ${from.plan} of ${from.product} gets`} name={`plans.${from.planId}`}>
          <NativeSelect
            value={chosen[from.planId] ?? ''}
            onChange={({ target }) => {
              const { [from.planId]: _, ...rest } = chosen
              onChange(target.value === '' ? rest : { ...rest, [from.planId]: target.value })
            }}
            options={[
              { value: '', label: 'Choose a plan' },
              ...offered.map(({ id, name, product }) => ({ value: id, label: `${product}: ${name}` })),
            ]}
          />
        </Field>
      ))}
    </div>
  )
}
