import { type RevisionOriginView, revisionOrigin } from '@gatehouse/contracts/revision-origin'

/** Where a revision comes from, as readers see it: the run of a pipeline, else the file that was imported, else a person's edits. */
export function toOriginView(column: unknown): RevisionOriginView {
  const origin = revisionOrigin.safeParse(column).data
  const ci = origin?.ci ?? null
  const fileName = origin?.fileName ?? null
  return {
    kind: ci ? 'ci' : fileName === null ? 'person' : 'file',
    fileName,
    commit: origin?.commit ?? ci?.commit ?? null,
    ci,
  }
}
