'use client'
import { Card } from '@gatehouse/ui/card'
import { StepList } from '@gatehouse/ui/step-list'
import { TextLink } from '@gatehouse/ui/text-link'
import { useVersion } from './version-context.tsx'

const places: Readonly<Record<string, string>> = {
  contract: '/contract',
  backend: '/backends',
  deploy: '/deployments',
  offer: '/products',
  publish: '/lifecycle',
  promote: '/deployments',
}

/** The six steps to the first call from outside, the undone one open. Gone when all are done; one line when a step breaks later. */
export function ChecklistCard() {
  const { page, base } = useVersion()
  const { checklist, checklistDone, facts } = page
  const undone = checklist.filter((step) => !step.done)
  if (checklistDone && undone.length === 0) return null
  if (facts.calledFromOutside) {
    const [step] = undone
    if (!step) return null
    return (
      <p className="text-sm">
        <span className="font-medium">{step.label}:</span> {step.detail}{' '}
        <TextLink href={`${base}${places[step.step] ?? ''}`}>Go there</TextLink>
      </p>
    )
  }
  const done = checklist.length - undone.length
  return (
    <Card
      title={undone.length === 0 ? 'Waiting for the first call' : 'To the first call'}
      description={
        undone.length === 0
          ? 'All is set. The first call of a developer’s application closes this list.'
          : `${done} of ${checklist.length} steps done. The button above does the next one.`
      }
    >
      <StepList
        label="Steps to the first call"
        className="rail:grid rail:grid-flow-col rail:grid-cols-2 rail:grid-rows-3 rail:gap-x-10 rail:[&>li:nth-child(3)>span.absolute]:hidden"
        steps={checklist.map((step) => ({
          id: step.step,
          title: step.label,
          state: step.done ? 'done' : step.open ? 'now' : 'todo',
          ...(step.done || !step.open ? { note: step.done ? step.detail : '' } : {}),
          ...(step.open && !step.done
            ? {
                content: (
                  <p className="text-muted text-sm">
                    {step.detail} <TextLink href={`${base}${places[step.step] ?? ''}`}>Open</TextLink>
                  </p>
                ),
              }
            : {}),
        }))}
      />
    </Card>
  )
}
