'use client'
import { type GuardrailPolicy, guardrailPolicies } from '@gatehouse/contracts/guardrails'
import type { JsonObject } from '@gatehouse/contracts/json'
import type { Problem } from '@gatehouse/contracts/problems'
import { policyDefinitions } from '@gatehouse/policies/definitions'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { Dialog } from '@gatehouse/ui/dialog'
import { DropdownMenu } from '@gatehouse/ui/dropdown-menu'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { Plus, ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import { ActButton } from '../../components/act-button.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { PolicyEditor } from './policy-editor.tsx'
import { PolicySentences } from './policy-sentences-list.tsx'
import { policyStarts } from './policy-starts.ts'

export type PolicyUse = { policy: string; options: JsonObject }

type PoliciesFormProps = {
  title: string
  description: string
  uses: readonly PolicyUse[]
  /** Why they cannot be changed; null: they can. */
  why: string | null | undefined
  running: boolean
  problem: Problem | undefined
  /** Throws where it was not saved. */
  save: (uses: PolicyUse[]) => Promise<unknown>
}

/** Policies of an API's own. */
const own = guardrailPolicies.filter((name) => policyDefinitions[name]?.guardrailOnly !== true)

type Editing = { place: number; policy: GuardrailPolicy; options: JsonObject }

/** Policies of a version or of one operation: what each does in sentences, and an editor. Saved one by one in the working copy. */
export function PoliciesForm({ title, description, uses, why, running, problem, save }: PoliciesFormProps) {
  const [editing, setEditing] = useState<Editing | null>(null)
  const hasRules = uses.some(({ policy }) => policy === 'access-rules')
  const add = (
    <DropdownMenu
      align="end"
      trigger={
        <Button size="sm" icon={<Plus aria-hidden />} disabled={Boolean(why)} title={why ?? undefined}>
          Add
        </Button>
      }
      items={own.map((policy) => ({
        label: policyDefinitions[policy]?.title ?? policy,
        // Rules are one list, as the first that applies decides.
        disabled: policy === 'access-rules' && hasRules,
        ...(policy === 'access-rules' && hasRules ? { note: 'There is a list' } : {}),
        onSelect: () => setEditing({ place: uses.length, policy, options: policyStarts[policy] }),
      }))}
    />
  )
  return (
    <Card flush title={title} description={description} actions={add}>
      {uses.length === 0 ? (
        <EmptyState
          compact
          icon={<ShieldCheck aria-hidden />}
          title="None"
          why="Access rules say who may call; limits, addresses and headers can be set beside them."
        />
      ) : (
        <ul className="divide-y divide-line">
          {uses.map((use, place) => {
            const policy = own.find((name) => name === use.policy)
            const name = policyDefinitions[use.policy]?.title ?? use.policy
            return (
              <li key={`${place} ${use.policy}`} className="flex flex-col gap-2 px-4 py-3 text-sm">
                <div className="flex items-center justify-between gap-2">
                  <span className="font-medium">{name}</span>
                  <span className="flex gap-1">
                    <ActButton
                      size="sm"
                      variant="ghost"
                      why={why ?? (policy === undefined ? 'This policy is not known here.' : null)}
                      aria-label={`Edit ${name}`}
                      onClick={() => policy && setEditing({ place, policy, options: use.options })}
                    >
                      Edit
                    </ActButton>
                    <ActButton
                      size="sm"
                      variant="ghost"
                      why={why}
                      aria-label={`Remove ${name}`}
                      loading={running}
                      onClick={() => void save(uses.filter((_, at) => at !== place)).catch(() => undefined)}
                    >
                      Remove
                    </ActButton>
                  </span>
                </div>
                <div className="text-muted">
                  <PolicySentences policy={use.policy} options={use.options} />
                </div>
              </li>
            )
          })}
        </ul>
      )}
      {editing !== null && (
        <PolicyDialog
          key={editing.place}
          editing={editing}
          running={running}
          problem={problem}
          onClose={() => setEditing(null)}
          save={async (options) => {
            const next = [...uses]
            next[editing.place] = { policy: editing.policy, options }
            await save(next)
            setEditing(null)
          }}
        />
      )}
    </Card>
  )
}

type PolicyDialogProps = {
  editing: Editing
  running: boolean
  problem: Problem | undefined
  onClose: () => void
  save: (options: JsonObject) => Promise<void>
}

function PolicyDialog({ editing, running, problem, onClose, save }: PolicyDialogProps) {
  const { policy } = editing
  const isWhole = policyDefinitions[policy]?.options.safeParse(editing.options).success === true
  const [options, setOptions] = useState<JsonObject | null>(isWhole ? editing.options : null)
  return (
    <Dialog
      open
      size="lg"
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      title={policyDefinitions[policy]?.title ?? policy}
      description={policyDefinitions[policy]?.description ?? ''}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <ActButton
            variant="primary"
            loading={running}
            why={options === null ? 'What is written cannot be used yet.' : null}
            onClick={() => void (options && save(options).catch(() => undefined))}
          >
            Save in the working copy
          </ActButton>
        </>
      }
    >
      <ProblemBanner problem={problem} />
      <PolicyEditor policy={policy} options={editing.options} onChange={setOptions} />
    </Dialog>
  )
}
