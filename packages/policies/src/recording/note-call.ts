import type { DecideDeps } from '../decide-types.ts'
import type { RequestDecision } from '../decision.ts'
import { headerValue } from '../raw-headers.ts'

const nothing = new Uint8Array(0)

/** Notes what a call that the contract lets through uses of its operation. Its body was looked into if a judge has left it. */
export function noteCall(deps: DecideDeps, decision: RequestDecision, hasBody: boolean): void {
  const recording = deps.snapshot.manifest.stage.recording
  if (recording === undefined || decision.operation === null) return
  const { recorder } = decision.operation
  const value = decision.bodyValue
  // Not kept until the answer is out.
  decision.bodyValue = undefined
  const { features } = recorder
  if (recording.features) {
    if (features !== null) {
      const bits = features.head(decision)
      if (hasBody) features.body(contentTypeOf(decision), value, bits)
      decision.features = bits
    } else if (recorder.hasNone) decision.features = nothing
  }
  // Sampled by a number from outside: a decision depends on nothing but what it is given.
  if (recording.shapes > 0 && deps.sample !== undefined && deps.sample() < recording.shapes) {
    const body = hasBody ? { contentType: contentTypeOf(decision), value } : null
    decision.shape = recorder.shapes.record(decision, body)
  }
}

/** The head has read it where the body was judged. */
function contentTypeOf({ contentType, rawHeaders }: RequestDecision): string {
  return contentType === '' ? (headerValue(rawHeaders, 'content-type') ?? '') : contentType
}
