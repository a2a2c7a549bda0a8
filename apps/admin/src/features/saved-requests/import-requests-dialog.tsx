'use client'
import type { EndpointOutput } from '@gatehouse/contracts/endpoint'
import {
  maxRequestsFile,
  putSavedRequests,
  readSavedRequests,
  type SavedRequestsView,
} from '@gatehouse/contracts/endpoints/saved-requests'
import { mostSavedRequests } from '@gatehouse/contracts/saved-requests'
import { Banner } from '@gatehouse/ui/banner'
import { Button } from '@gatehouse/ui/button'
import { Dialog } from '@gatehouse/ui/dialog'
import { Field } from '@gatehouse/ui/field'
import { plural } from '@gatehouse/ui/format'
import { Input } from '@gatehouse/ui/input'
import { toast } from '@gatehouse/ui/toast'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { useVersion } from '../apis/version-context.tsx'
import { OperationName } from '../contracts/operation-name.tsx'
import { callText, expectText, joined } from './saved-request-text.ts'

type Read = EndpointOutput<typeof readSavedRequests>

/** Requests of a Postman collection or an `.http` file, seen with what is left out before anything is saved. */
export function ImportRequestsDialog({ view }: { view: SavedRequestsView }) {
  const { name } = useVersion()
  const [seen, setSeen] = useState<SavedRequestsView>()
  const [found, setFound] = useState<Read>()
  const [wrong, setWrong] = useState<string>()
  const reading = useAct(readSavedRequests, { onDone: setFound })
  const save = useAct(putSavedRequests)
  const change = (open: boolean) => {
    // What was read when the dialog opened: requests that somebody saves meanwhile must not be lost.
    setSeen(open ? view : undefined)
    setFound(undefined)
    setWrong(undefined)
    reading.reset()
    save.reset()
  }
  const take = async (file: File | undefined) => {
    setFound(undefined)
    if (!file) return
    const source = await file.text()
    const refusal =
      source.length > maxRequestsFile ? 'It is larger than 1 MB.' : source === '' ? 'It is empty.' : undefined
    setWrong(refusal)
    if (refusal === undefined)
      await reading.run({ ...name, fileName: file.name.slice(0, 200), source }).catch(() => undefined)
  }
  const requests = joined(seen?.requests ?? [], found?.requests ?? [])
  const added = requests.length - (seen?.requests.length ?? 0)
  const add = async () => {
    if (!seen) return
    try {
      await save.run({ ...name, requests }, seen.etag)
    } catch {
      // The banner says why.
      return
    }
    toast.success(`${plural(added, 'request')} added`)
    change(false)
  }
  return (
    <Dialog
      title="Import requests"
      description="From a Postman collection (v2.1) or an .http file. Keys and scripts stay out; nothing is saved before you say so."
      size="md"
      open={seen !== undefined}
      onOpenChange={change}
      trigger={
        <Button size="sm" variant="ghost">
          Import
        </Button>
      }
      footer={
        <Button variant="primary" loading={save.running} disabled={added === 0} onClick={() => void add()}>
          {added === 0 ? 'Add requests' : `Add ${plural(added, 'request')}`}
        </Button>
      }
    >
      <div className="flex flex-col gap-4 text-sm">
        <ProblemBanner problem={save.problem ?? reading.problem} />
        <Field label="File" name="file" error={wrong}>
          <Input
            type="file"
            accept=".json,.http,.rest,application/json"
            onChange={(event) => void take(event.target.files?.[0])}
          />
        </Field>
        {found && <Found found={found} added={added} />}
      </div>
    </Dialog>
  )
}

function Found({ found: { requests, report }, added }: { found: Read; added: number }) {
  return (
    <>
      <Banner
        tone={requests.length === 0 ? 'warn' : 'ok'}
        title={`${plural(requests.length, 'request')} of ${report.found} can be saved`}
      >
        {added < requests.length && `There is room for ${added}: a version has at most ${mostSavedRequests}.`}
      </Banner>
      {requests.length > 0 && (
        <ul className="max-h-56 divide-y divide-line overflow-y-auto rounded-md border border-line">
          {requests.map((request) => (
            <li key={request.id} className="px-3 py-2">
              <p className="break-words font-medium">{request.name}</p>
              <p>
                <OperationName text={callText(request)} />
              </p>
              <p className="text-muted">{expectText(request)}.</p>
            </li>
          ))}
        </ul>
      )}
      {report.leftOut.length > 0 && (
        <section className="flex flex-col gap-1">
          <h3 className="font-medium">Left out</h3>
          <ul className="max-h-56 list-disc overflow-y-auto pl-4 text-muted">
            {report.leftOut.map((sentence) => (
              <li key={sentence} className="break-words">
                {sentence}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}
