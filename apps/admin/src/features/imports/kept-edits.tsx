'use client'
import { DiffView } from '@gatehouse/ui/diff-view'
import { ChevronRight } from 'lucide-react'
import { Sentence } from '../deployments/change-list.tsx'
import type { Reimported } from './reimport-text.ts'

/** What stays of people's work: edits of the contract that the file leaves alone, and all that no file touches. */
export function KeptEdits({ merge }: { merge: Reimported['merge'] }) {
  return (
    <div className="flex flex-col gap-4">
      {merge.kept.length > 0 && (
        <section className="flex flex-col gap-1.5">
          <h3 className="text-sm">Your edits of the contract</h3>
          <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
            {merge.kept.map((edit) => (
              <li key={edit.pointer}>
                <details className="group/kept">
                  <summary className="flex list-none items-start gap-2 px-3 py-2 text-sm hover:bg-hover">
                    <ChevronRight
                      aria-hidden
                      className="mt-0.5 size-4 shrink-0 text-subtle transition-transform group-open/kept:rotate-90"
                    />
                    <span className="min-w-0 [overflow-wrap:anywhere] first-letter:uppercase">
                      <Sentence text={edit.place} />
                    </span>
                  </summary>
                  <div className="border-line border-t p-3">
                    <DiffView
                      before={edit.base ?? ''}
                      after={edit.mine ?? ''}
                      beforeLabel="Last import"
                      afterLabel="Yours"
                      language="json"
                    />
                  </div>
                </details>
              </li>
            ))}
          </ul>
          {merge.truncated && <p className="text-muted text-sm">And {merge.counts.kept - merge.kept.length} more.</p>}
        </section>
      )}
      <section className="flex flex-col gap-1.5">
        <h3 className="text-sm">What no file touches</h3>
        <ul className="list-disc pl-4 text-sm [overflow-wrap:anywhere]">
          {[...merge.stays, ...merge.restored].map((line) => (
            <li key={line}>
              <Sentence text={line} />
            </li>
          ))}
        </ul>
      </section>
    </div>
  )
}
