'use client'
import {
  type AuditSinkView,
  deleteAuditSink,
  testAuditSink,
  updateAuditSink,
} from '@gatehouse/contracts/endpoints/audit-sinks'
import { Button } from '@gatehouse/ui/button'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { toast } from '@gatehouse/ui/toast'
import { useAct } from '../../api/use-act.ts'
import { EditSinkDialog } from './sink-dialog.tsx'

/** What can be done with a sink. */
export function SinkActs({ sink }: { sink: AuditSinkView }) {
  const test = useAct(testAuditSink, {
    onDone: ({ ok, sentence }) => (ok ? toast.success(sentence) : toast.error(sentence)),
  })
  const update = useAct(updateAuditSink, {
    onDone: ({ enabled }) => toast.success(enabled ? 'It goes on where it was' : 'Paused; its place is kept'),
  })
  const remove = useAct(deleteAuditSink)
  return (
    <div className="flex flex-wrap justify-end gap-2">
      <Button
        size="sm"
        loading={test.running}
        onClick={() => void test.run({ auditSink: sink.id }).catch(() => toast.error('The test could not be made.'))}
      >
        Test
      </Button>
      <Button
        size="sm"
        loading={update.running}
        onClick={() =>
          void update.run({ auditSink: sink.id, enabled: !sink.enabled }, sink.etag).catch(() => undefined)
        }
      >
        {sink.enabled ? 'Pause' : 'Resume'}
      </Button>
      <EditSinkDialog sink={sink} />
      <ConfirmDialog
        title={`Delete ${sink.name}?`}
        consequence="It is sent nothing any more, and its place in the log is forgotten. What it has stays there."
        action="Delete"
        trigger={<Button size="sm">Delete</Button>}
        onConfirm={async () => {
          await remove.run({ auditSink: sink.id })
        }}
      />
    </div>
  )
}
