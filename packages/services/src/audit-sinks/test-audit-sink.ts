import { actorRef } from '@gatehouse/contracts/actor'
import { testAuditSink as endpoint } from '@gatehouse/contracts/endpoints/audit-sinks'
import { limitAttempts } from '../account/attempts.ts'
import { notFound } from '../grammar/domain-error.ts'
import { query } from '../grammar/query.ts'
import { hostOf } from './forward-to-sink.ts'
import { sendSyslog } from './send-syslog.ts'
import { testMessage } from './syslog-message.ts'

/** By hand, not as a scanner of the inner network. */
const rule = { purpose: 'sink-test', limit: 30, windowSeconds: 60 }

/** Sends one message that says that it is a test, and says in a sentence what came of it. Its place in the log does not move. */
export const testAuditSink = query({
  name: 'audit-sink.test',
  allowed: { permission: 'audit.manage' },
  input: endpoint.params,
  run: async ({ ctx, db, input }) => {
    await limitAttempts(ctx, rule, actorRef(ctx.actor).id)
    const sink = await db.auditSink.findUnique({ where: { id: input.auditSink } })
    if (!sink) throw notFound()
    const message = testMessage({ host: hostOf(ctx.installation), sink: sink.id, at: ctx.now().toISOString() })
    const began = performance.now()
    const sent = await sendSyslog(ctx.installation, sink, [message])
    const tookMs = Math.round(performance.now() - began)
    if (!sent.ok) return { ok: false, sentence: sent.sentence, tookMs }
    if (sent.confirmed) return { ok: true, sentence: `${sink.host} read the test message.`, tookMs }
    return {
      ok: true,
      sentence:
        sink.transport === 'udp'
          ? `The test message was sent. UDP says nothing of its arrival: look for it on ${sink.host}.`
          : `${sink.host} took the test message.`,
      tookMs,
    }
  },
})
