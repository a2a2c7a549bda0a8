import { exportStageAccess as endpoint } from '@gatehouse/contracts/endpoints/policy-reviews'
import { requireStage } from '../apis/find-version.ts'
import { query } from '../grammar/query.ts'
import { signDocument } from '../signed-documents/sign-document.ts'
import { collectStage } from './collect-stage.ts'
import { renderHtml } from './render-html.ts'
import { renderMarkdown } from './render-markdown.ts'

const mediaTypes = { md: 'text/markdown', html: 'text/html', json: 'application/json' } as const

/** Who may call what on a stage, as one signed document. What the reader may not see is not in it. */
export const exportStageAccess = query({
  name: 'stage.export-access',
  allowed: { permission: 'api.read', anyMember: true, anyScope: true },
  input: endpoint.params.extend(endpoint.query.shape),
  run: async ({ ctx, db, input }) => {
    const stage = await requireStage(db, input.stage)
    const collected = await collectStage(db, ctx, stage)
    const { format } = input
    const text =
      format === 'json'
        ? JSON.stringify(collected)
        : format === 'md'
          ? renderMarkdown(collected)
          : renderHtml(collected)
    const signed = await signDocument(db, ctx, { format, text })
    return {
      fileName: `access-${stage.slug}-${collected.at.slice(0, 10)}.${format}`,
      mediaType: `${mediaTypes[format]}; charset=utf-8`,
      document: signed.text,
      snapshot: collected.snapshot,
    }
  },
})
