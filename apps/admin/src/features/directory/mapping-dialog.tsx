'use client'
import { addMapping, type DirectoryGroupItem } from '@gatehouse/contracts/endpoints/directory'
import type { GroupGift } from '@gatehouse/contracts/identity-providers'
import { Button } from '@gatehouse/ui/button'
import { Dialog } from '@gatehouse/ui/dialog'
import { Field } from '@gatehouse/ui/field'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { RadioGroup } from '@gatehouse/ui/radio'
import { SkeletonText } from '@gatehouse/ui/skeleton'
import { useId, useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { RoleFields, roleOf } from '../people/role-fields.tsx'
import { TeamField } from '../people/team-field.tsx'
import { MappingEffectText } from './mapping-effect-text.tsx'
import { mappingEffectRead } from './queries.ts'

type Kind = GroupGift['kind']

/** Chooses what a group gives, and shows what that would change before it is saved. */
export function MappingDialog({ group }: { group: DirectoryGroupItem }) {
  const form = useId()
  const [open, setOpen] = useState(false)
  const [kind, setKind] = useState<Kind>('team')
  const [chosen, setChosen] = useState<GroupGift>()
  const add = useAct(addMapping, { onDone: () => setOpen(false) })
  const close = (next: boolean) => {
    setOpen(next)
    setChosen(undefined)
    add.reset()
  }
  return (
    <Dialog
      open={open}
      onOpenChange={close}
      title={`What ${group.name} gives`}
      description="To whoever is in the group, for as long as they are in it."
      trigger={
        <Button size="sm" aria-label={`Map ${group.name}`}>
          Map
        </Button>
      }
      footer={
        chosen ? (
          <>
            <Button onClick={() => setChosen(undefined)}>Choose again</Button>
            <Button
              variant="primary"
              loading={add.running}
              onClick={() =>
                void add.run({ directoryGroupId: group.id, gives: chosen }).catch(() => setChosen(undefined))
              }
            >
              Map the group
            </Button>
          </>
        ) : (
          <Button type="submit" form={form} variant="primary">
            See what it changes
          </Button>
        )
      }
    >
      {chosen ? (
        <Effect group={group} gives={chosen} />
      ) : (
        <ProblemForm
          id={form}
          problem={add.problem}
          submit={async (data) => {
            add.reset()
            setChosen(giftOf(kind, data))
          }}
        >
          <RadioGroup
            legend="Gives"
            name="kind"
            value={kind}
            onValueChange={(next) => setKind(next as Kind)}
            options={[
              { value: 'team', label: 'A place in a team', description: 'Its applications and keys, in the portal.' },
              { value: 'role', label: 'A role in the console', description: 'What they may see and do here.' },
              {
                value: 'developer',
                label: 'The portal',
                description: 'As a developer, with applications of their own.',
              },
            ]}
          />
          {kind === 'team' && (
            <>
              <TeamField name="teamId" label="Team" />
              <Field label="As" name="teamRole">
                <NativeSelect
                  defaultValue="developer"
                  options={[
                    { value: 'developer', label: 'Developer' },
                    { value: 'admin', label: 'Admin' },
                    { value: 'owner', label: 'Owner' },
                  ]}
                />
              </Field>
            </>
          )}
          {kind === 'role' && <RoleFields />}
        </ProblemForm>
      )}
    </Dialog>
  )
}

function Effect({ group, gives }: { group: DirectoryGroupItem; gives: GroupGift }) {
  const query = useRead(mappingEffectRead({ directoryGroupId: group.id, gives }))
  return (
    <Loaded query={query} what="effect" compact skeleton={<SkeletonText lines={3} />}>
      {(effect) => <MappingEffectText effect={effect} />}
    </Loaded>
  )
}

function giftOf(kind: Kind, form: FormData): GroupGift {
  if (kind === 'developer') return { kind }
  if (kind === 'team')
    return {
      kind,
      teamId: String(form.get('teamId') ?? ''),
      role: String(form.get('teamRole') ?? 'developer') as 'developer',
    }
  const { roleId, scope } = roleOf(form)
  if (scope.kind === 'team') return { kind, roleId, scope: { on: 'team', teamId: scope.teamId } }
  if (scope.kind === 'api') return { kind, roleId, scope: { on: 'api', apiId: scope.apiId } }
  return { kind, roleId, scope: { on: 'organization' } }
}
