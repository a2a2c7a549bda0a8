'use client'
import { convertSpectralRuleset } from '@gatehouse/contracts/endpoints/lint'
import type { LintSetting, OwnLintRule } from '@gatehouse/contracts/lint'
import { Button } from '@gatehouse/ui/button'
import { Dialog } from '@gatehouse/ui/dialog'
import { Field } from '@gatehouse/ui/field'
import { plural } from '@gatehouse/ui/format'
import { Textarea } from '@gatehouse/ui/textarea'
import { type ReactNode, useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { Sentence } from '../deployments/change-list.tsx'
import { ruleSentence } from './lint-text.ts'

type SpectralDialogProps = {
  onTake: (own: OwnLintRule[], ready: Record<string, LintSetting>) => void
  onClose: () => void
}

/** Takes over a Spectral ruleset as far as it maps, and says what does not. */
export function SpectralDialog({ onTake, onClose }: SpectralDialogProps) {
  const [source, setSource] = useState('')
  const convert = useAct(convertSpectralRuleset)
  const [answer, setAnswer] = useState<Awaited<ReturnType<typeof convert.run>>>()
  const settings = Object.keys(answer?.ready ?? {}).length
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      size="lg"
      title="From a Spectral ruleset"
      description="Rules that map become rules of yours. What does not is named, with the reason."
      footer={
        answer ? (
          <>
            <Button variant="ghost" onClick={() => setAnswer(undefined)}>
              Back
            </Button>
            <Button
              variant="primary"
              disabled={answer.own.length + settings === 0}
              onClick={() => onTake(answer.own, answer.ready)}
            >
              Take {plural(answer.own.length + settings, 'rule')}
            </Button>
          </>
        ) : (
          <Button
            variant="primary"
            loading={convert.running}
            disabled={source.trim() === ''}
            onClick={() =>
              void convert
                .run({ source })
                .then(setAnswer)
                .catch(() => undefined)
            }
          >
            Read it
          </Button>
        )
      }
    >
      <ProblemBanner problem={convert.problem} />
      {answer ? (
        <div className="flex flex-col gap-4 text-sm">
          <Listing title={`Becomes a rule of yours (${answer.own.length})`}>
            {answer.own.map((rule) => (
              <li key={rule.id}>
                {rule.title}{' '}
                <span className="text-muted">
                  – <Sentence text={ruleSentence(rule)} />
                </span>
              </li>
            ))}
          </Listing>
          <Listing title={`Sets a ready rule (${settings})`}>
            {Object.entries(answer.ready).map(([id, setting]) => (
              <li key={id}>
                <code>{id}</code> {setting}
              </li>
            ))}
          </Listing>
          <Listing title={`Not taken (${answer.notTaken.length})`}>
            {answer.notTaken.map(({ rule, reason }) => (
              <li key={`${rule} ${reason}`}>
                <code>{rule}</code> <Sentence text={reason} />
              </li>
            ))}
          </Listing>
        </div>
      ) : (
        <Field label="Ruleset" name="source" hint="The text of .spectral.yaml, or the same as JSON.">
          <Textarea
            mono
            rows={16}
            spellCheck={false}
            value={source}
            placeholder={'extends: spectral:oas\nrules:\n  operation-tags: error'}
            onChange={(event) => setSource(event.target.value)}
          />
        </Field>
      )}
    </Dialog>
  )
}

function Listing({ title, children }: { title: string; children: ReactNode[] }) {
  if (children.length === 0) return null
  return (
    <section>
      <h3 className="pb-1 font-medium">{title}</h3>
      <ul className="flex flex-col gap-1 [overflow-wrap:anywhere]">{children}</ul>
    </section>
  )
}
