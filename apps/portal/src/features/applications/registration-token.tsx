'use client'
import { createMyRegistrationToken } from '@gatehouse/contracts/endpoints/oauth-clients'
import type { Id } from '@gatehouse/contracts/ids'
import { Button } from '@gatehouse/ui/button'
import { Dialog } from '@gatehouse/ui/dialog'
import { Field } from '@gatehouse/ui/field'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { SecretOnce } from '@gatehouse/ui/secret-once'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ProblemForm } from '../../components/problem-form.tsx'
import type { ApplicationView } from './applications-page.tsx'
import { stagesRead } from './queries.ts'

/** A token with which the application registers a client itself (RFC 7591); good for an hour. */
export function RegistrationToken({ application }: { application: ApplicationView }) {
  const [open, setOpen] = useState(false)
  const [made, setMade] = useState<{ token: string; endpoint: string }>()
  const stages = useRead(stagesRead(), { enabled: open }).data?.items ?? []
  const create = useAct(createMyRegistrationToken, { onDone: setMade })
  const close = () => {
    setOpen(false)
    setMade(undefined)
  }
  return (
    <Dialog
      title="Let software register a client"
      description="For agents and tools that register themselves (RFC 7591). The token is good for an hour."
      open={open}
      onOpenChange={(next) => (next ? setOpen(true) : !made && close())}
      closable={!made}
      trigger={<Button size="sm">Registration token</Button>}
    >
      {made ? (
        <SecretOnce
          secret={made.token}
          label="Registration token"
          copies={[
            {
              label: 'Copy as curl',
              value: `curl ${made.endpoint} -H 'authorization: Bearer ${made.token}' -H 'content-type: application/json' -d '{"client_name":"My client","grant_types":["client_credentials"],"redirect_uris":[],"response_types":[]}'`,
            },
          ]}
          onStored={close}
        >
          Send it to {made.endpoint}. The client starts without scopes; give it some here.
        </SecretOnce>
      ) : (
        <ProblemForm
          problem={create.problem}
          submit={(form) =>
            create.run({ applicationId: application.id, stageId: String(form.get('stage')) as Id<'stage'> })
          }
        >
          <Field label="Stage" name="stage" required>
            <NativeSelect options={stages.map(({ id, name }) => ({ value: id, label: name }))} />
          </Field>
          <Button type="submit" variant="primary" className="self-end" loading={create.running}>
            Make token
          </Button>
        </ProblemForm>
      )}
    </Dialog>
  )
}
