'use client'
import {
  cancelMyErasure,
  exportMyData,
  getMyErasure,
  requestMyErasure,
} from '@gatehouse/contracts/endpoints/personal-data'
import { Banner } from '@gatehouse/ui/banner'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { Dialog } from '@gatehouse/ui/dialog'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { toast } from '@gatehouse/ui/toast'
import { useState } from 'react'
import { read } from '../../api/read.ts'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'

/** One's own data: taken along, or erased after a day in which it can be taken back. */
export function PersonalDataCard({ email }: { email: string | null }) {
  const [asking, setAsking] = useState(false)
  const due = useRead(read(getMyErasure, {})).data?.dueAt
  const take = useAct(exportMyData)
  const erase = useAct(requestMyErasure, { onDone: () => setAsking(false) })
  const keep = useAct(cancelMyErasure, { onDone: () => toast.success('Your account stays') })
  const download = async () => {
    const data = await take.run({})
    const url = URL.createObjectURL(new Blob([JSON.stringify(data, null, 2)], { type: 'application/json' }))
    Object.assign(document.createElement('a'), { href: url, download: 'gatehouse-my-data.json' }).click()
    URL.revokeObjectURL(url)
  }
  return (
    <Card title="Your data" description="Take along what is stored about you, or have your account erased.">
      <div className="flex flex-col gap-4">
        <ProblemBanner problem={take.problem ?? keep.problem} />
        {due && (
          <Banner tone="warn" title="Your account will be erased">
            <p>
              It happens <RelativeTime value={due} />, for good. Until then you can keep it.
            </p>
            <Button
              size="sm"
              className="mt-2"
              loading={keep.running}
              onClick={() => void keep.run({}).catch(() => undefined)}
            >
              Keep my account
            </Button>
          </Banner>
        )}
        <div className="flex flex-wrap gap-2">
          <Button loading={take.running} onClick={() => void download().catch(() => undefined)}>
            Download my data
          </Button>
          {!due && (
            <Button variant="ghost" onClick={() => setAsking(true)}>
              Erase my account…
            </Button>
          )}
        </div>
      </div>
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title="Erase your account?"
        description="In 24 hours your name, address, sessions and ways to sign in are gone for good. Teams pass on to their other members; what nobody else owns stops. Until then you can take it back here."
      >
        <ProblemForm problem={erase.problem} submit={(form) => erase.run({ confirm: String(form.get('confirm')) })}>
          <Field label="Type your address to confirm" name="confirm" required>
            <Input autoComplete="off" placeholder={email ?? ''} autoFocus />
          </Field>
          <Button type="submit" variant="danger" block loading={erase.running}>
            Erase my account in 24 hours
          </Button>
        </ProblemForm>
      </Dialog>
    </Card>
  )
}
