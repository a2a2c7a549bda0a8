'use client'
import { getTokenRules, putTokenRules, type TokenRulesView } from '@gatehouse/contracts/endpoints/token-rules'
import { idOf } from '@gatehouse/contracts/ids'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { Field } from '@gatehouse/ui/field'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { SkeletonText } from '@gatehouse/ui/skeleton'
import { toast } from '@gatehouse/ui/toast'
import { useState } from 'react'
import { read } from '../../api/read.ts'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import type { PreviewedChange } from '../access/access-diff-preview.tsx'
import { useMay } from '../account/account-context.tsx'
import { TokenExplainer } from './token-explainer.tsx'
import { TokenRuleDialog } from './token-rule-dialog.tsx'
import { useVersion } from './version-context.tsx'

/** Whose access tokens the API takes, stage by stage, and what they must say. */
export function AccessTokensCard() {
  const { page } = useVersion()
  const stages = page.pipeline.map(({ stage }) => ({ value: stage.slug, label: stage.name }))
  const [stage, setStage] = useState(stages.at(-1)?.value ?? '')
  const idOfStage = (slug: string) => page.pipeline.find((one) => one.stage.slug === slug)?.stage.id ?? ''
  const query = useRead(read(getTokenRules, { api: page.api.slug, stage }), { enabled: stage !== '' })
  return (
    <Card
      className="max-w-[720px]"
      title="Access tokens"
      description="Whose tokens callers may show instead of a key. It holds within a second, without a deploy."
    >
      <div className="flex flex-col gap-5 text-sm">
        <Field label="Stage" className="max-w-56">
          <NativeSelect options={stages} value={stage} onChange={(event) => setStage(event.target.value)} />
        </Field>
        <Loaded
          compact
          query={query}
          what="rules for access tokens"
          needs="api.read"
          skeleton={<SkeletonText lines={4} label="Reading the rules" />}
        >
          {(view) => (
            <>
              <Rules key={view.etag} view={view} stage={stage} stageId={idOfStage(stage)} />
              <TokenExplainer key={stage} api={page.api.slug} stage={stage} />
            </>
          )}
        </Loaded>
      </div>
    </Card>
  )
}

function Rules({ view, stage, stageId }: { view: TokenRulesView; stage: string; stageId: string }) {
  const { api } = useVersion().page
  const manage = useMay('identity.manage')
  const save = useAct(putTokenRules, { onDone: () => toast.success('Saved. Gateways keep to it within a second.') })
  const given = view.rules.map(({ provider, rule }) => ({ identityProviderId: provider?.id ?? null, rule }))
  const put = (rules: typeof given) => save.run({ api: api.slug, stage, rules }, view.etag)
  const changed = (rules: typeof given): PreviewedChange => ({
    kind: 'token-rules',
    apiId: idOf('api').parse(api.id),
    stageId: idOf('stage').parse(stageId),
    rules,
  })
  const builtInRules = view.rules.some(({ provider }) => provider === null)
  return (
    <div className="flex flex-col gap-3">
      <ul className="divide-y divide-line rounded-md border border-line">
        {!builtInRules && (
          <li className="p-3">
            <p className="font-medium">The built-in OAuth server</p>
            <p className="text-muted">
              {view.builtIn === null
                ? 'It is off.'
                : 'Tokens of applications that are subscribed are taken, with the scopes that they carry.'}
            </p>
          </li>
        )}
        {view.rules.map((one, index) => (
          <li key={one.id} className="flex flex-wrap items-start gap-3 p-3">
            <div className="min-w-0 flex-1">
              <p className="font-medium">{one.provider?.name ?? 'The built-in OAuth server'}</p>
              <ul className="list-disc pl-4 text-muted">
                {one.sentences.map((sentence) => (
                  <li key={sentence} className="break-words">
                    {sentence}
                  </li>
                ))}
              </ul>
            </div>
            {manage.allowed ? (
              <div className="flex gap-2">
                <TokenRuleDialog
                  view={view}
                  known={one}
                  save={(rule) => put(given.map((other, at) => (at === index ? rule : other)))}
                  withRule={(rule) => changed(given.map((other, at) => (at === index ? rule : other)))}
                  act={save}
                />
                <ConfirmDialog
                  title="Remove this rule?"
                  consequence={
                    one.provider === null
                      ? 'Tokens of the built-in server are then taken as they are everywhere else.'
                      : `Calls with tokens of ${one.provider.name} that no other rule takes are refused within a second.`
                  }
                  action="Remove it"
                  tone="danger"
                  trigger={
                    <Button size="sm" variant="ghost">
                      Remove
                    </Button>
                  }
                  onConfirm={async () => {
                    await put(given.filter((_, at) => at !== index))
                  }}
                />
              </div>
            ) : null}
          </li>
        ))}
      </ul>
      {manage.allowed ? (
        <TokenRuleDialog
          view={view}
          save={(rule) => put([...given, rule])}
          withRule={(rule) => changed([...given, rule])}
          act={save}
        />
      ) : (
        <div>
          <ActButton why={manage.why}>Add a rule</ActButton>
        </div>
      )}
    </div>
  )
}
