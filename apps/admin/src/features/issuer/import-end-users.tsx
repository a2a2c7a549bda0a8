'use client'
import { importEndUsers } from '@gatehouse/contracts/endpoints/end-users'
import { Banner } from '@gatehouse/ui/banner'
import { Button } from '@gatehouse/ui/button'
import { Dialog } from '@gatehouse/ui/dialog'
import { Field } from '@gatehouse/ui/field'
import { plural } from '@gatehouse/ui/format'
import { Input } from '@gatehouse/ui/input'
import { useId, useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ActButton } from '../../components/act-button.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { type FileEndUser, partSize, readEndUserFile } from './end-user-file.ts'
import { chosenGroups, type Group, GroupChoice } from './group-choice.tsx'

type Outcome = { created: number; refused: { line: number; email: string; reason: string }[] }

/** End users from a CSV, with the argon2id hashes of the passwords that they have, or without. */
export function ImportEndUsers({ groups, why }: { groups: readonly Group[]; why: string | null }) {
  const form = useId()
  const [open, setOpen] = useState(false)
  const [people, setPeople] = useState<FileEndUser[]>()
  const [wrong, setWrong] = useState<string>()
  const [outcome, setOutcome] = useState<Outcome>()
  const send = useAct(importEndUsers)
  const reset = () => {
    setPeople(undefined)
    setWrong(undefined)
    setOutcome(undefined)
    send.reset()
  }
  if (why !== null) return <ActButton why={why}>Import</ActButton>
  const take = async (file: File | undefined) => {
    if (!file) return
    const read = readEndUserFile(await file.text())
    setWrong(typeof read === 'string' ? read : undefined)
    setPeople(typeof read === 'string' ? undefined : read)
  }
  const submit = async (data: FormData) => {
    const all = people ?? []
    const sum: Outcome = { created: 0, refused: [] }
    for (let at = 0; at < all.length; at += partSize) {
      const { created, refused } = await send.run({
        endUsers: all.slice(at, at + partSize),
        groupIds: chosenGroups(data),
      })
      sum.created += created
      for (const { index, reason } of refused)
        sum.refused.push({ line: at + index + 2, email: all[at + index]?.email ?? '', reason })
    }
    setOutcome(sum)
  }
  return (
    <Dialog
      title="Import end users"
      description="A CSV with the columns email and name; emailVerified and passwordHash (argon2id) if you have them."
      open={open}
      onOpenChange={(next) => {
        setOpen(next)
        reset()
      }}
      trigger={<Button>Import</Button>}
      footer={
        outcome ? (
          <Button onClick={() => setOpen(false)}>Close</Button>
        ) : (
          <Button type="submit" form={form} variant="primary" loading={send.running} disabled={!people}>
            {people ? `Import ${plural(people.length, 'end user')}` : 'Import'}
          </Button>
        )
      }
    >
      {outcome ? (
        <>
          <Banner
            tone={outcome.refused.length === 0 ? 'ok' : 'warn'}
            title={`${plural(outcome.created, 'end user')} imported`}
          >
            {outcome.refused.length > 0 && `${plural(outcome.refused.length, 'row')} not taken:`}
          </Banner>
          {outcome.refused.length > 0 && (
            <ul className="max-h-64 overflow-y-auto text-sm">
              {outcome.refused.map(({ line, email, reason }) => (
                <li key={line}>
                  Row {line}, {email}: {reason}
                </li>
              ))}
            </ul>
          )}
        </>
      ) : (
        <ProblemForm id={form} problem={send.problem} submit={submit}>
          <Field
            label="File"
            name="file"
            required
            error={wrong}
            hint="Without a hash they set a password by “forgot password”. Addresses that are known stay as they are."
          >
            <Input type="file" accept=".csv,text/csv" onChange={(event) => void take(event.target.files?.[0])} />
          </Field>
          <GroupChoice groups={groups} />
        </ProblemForm>
      )}
    </Dialog>
  )
}
