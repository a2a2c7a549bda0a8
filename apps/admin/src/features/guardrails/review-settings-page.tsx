'use client'
import { accessKindTexts } from '@gatehouse/contracts/access-acts'
import { type AccessReviewView, putAccessReview } from '@gatehouse/contracts/endpoints/access-changes'
import { type AccessChangeKind, type AccessReviewRule, accessChangeKinds } from '@gatehouse/contracts/guardrails'
import { Banner } from '@gatehouse/ui/banner'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { Checkbox } from '@gatehouse/ui/checkbox'
import { FormActions } from '@gatehouse/ui/form-actions'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { RadioGroup } from '@gatehouse/ui/radio'
import { SkeletonCards } from '@gatehouse/ui/skeleton'
import { Switch } from '@gatehouse/ui/switch'
import { toast } from '@gatehouse/ui/toast'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { AskForChange } from './ask-for-change.tsx'
import { accessReviewRead } from './queries.ts'

/** Which changes of access two persons decide: a list that Security keeps. */
export function ReviewSettingsPage() {
  const query = useRead(accessReviewRead())
  return (
    <Page>
      <PageHeader
        title="What needs a reviewer"
        facts="Changes of who may call what that a second person, a Security reviewer, agrees to before they hold."
      />
      <Loaded query={query} what="this list" needs="guardrail.read" skeleton={<SkeletonCards count={2} />}>
        {(view) => <ReviewSettings key={view.etag} view={view} />}
      </Loaded>
    </Page>
  )
}

function ReviewSettings({ view }: { view: AccessReviewView }) {
  const [rule, setRule] = useState<AccessReviewRule>(view.rule)
  const [asking, setAsking] = useState(false)
  const put = useAct(putAccessReview, {
    onDone: () => {
      setAsking(false)
      toast.success('It holds from now on')
    },
  })
  const { acts, approvers } = view
  const readOnly = acts.change === 'no'
  const changed = JSON.stringify(rule) !== JSON.stringify(view.rule)
  const toggle = (kind: AccessChangeKind, on: boolean) =>
    setRule({ ...rule, kinds: accessChangeKinds.filter((one) => (one === kind ? on : rule.kinds.includes(one))) })
  if (asking)
    return (
      <AskForChange
        act="access-review.put"
        input={JSON.parse(JSON.stringify(rule))}
        back={
          <Button variant="ghost" onClick={() => setAsking(false)}>
            Change it
          </Button>
        }
        atOnce={() => put.run(rule, view.etag)}
      />
    )
  const group = (found: 'act' | 'revision') => (
    <div className="grid gap-3 sm:grid-cols-2">
      {accessChangeKinds
        .filter((kind) => accessKindTexts[kind].found === found)
        .map((kind) => (
          <Checkbox
            key={kind}
            label={accessKindTexts[kind].title}
            description={accessKindTexts[kind].text}
            checked={rule.kinds.includes(kind)}
            disabled={readOnly}
            onChange={(event) => toggle(kind, event.target.checked)}
          />
        ))}
    </div>
  )
  return (
    <form
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault()
        setAsking(true)
      }}
    >
      {approvers.length < 2 && (
        <Banner
          tone="warn"
          title={approvers.length === 0 ? 'Nobody can approve' : `Only ${approvers[0]?.name} can approve`}
        >
          Nobody approves what he asked for himself. Give a second person the role Security reviewer.
        </Banner>
      )}
      <Card title="Acts" description="They are refused until somebody has agreed; their dialogs offer to ask.">
        {group('act')}
      </Card>
      <Card
        title="What a revision brings"
        description="Found by comparing revisions. One who approves the promotion must be a Security reviewer; a direct deploy is refused."
      >
        {group('revision')}
      </Card>
      <Card title="Where" description="Of what belongs to a stage. Guardrails need a reviewer on every stage.">
        <RadioGroup
          legend="Stages"
          name="stages"
          value={rule.stages}
          onValueChange={(stages) => setRule({ ...rule, stages: stages as AccessReviewRule['stages'] })}
          options={[
            { value: 'live', label: 'Live stages', description: 'Where calls of customers are served.' },
            { value: 'exposed', label: 'Every stage that is open to developers', description: 'Sandboxes too.' },
            { value: 'all', label: 'Every stage' },
          ].map((option) => ({ ...option, disabled: readOnly }))}
        />
      </Card>
      <Card title="When it burns">
        <Switch
          label="Block now, review after"
          description="A guardrail that gives nobody more may be applied at once. Its review stays open, and a reviewer can take it back."
          checked={rule.urgent}
          disabled={readOnly}
          onChange={(event) => setRule({ ...rule, urgent: event.target.checked })}
        />
      </Card>
      <FormActions
        note={readOnly ? acts.why : acts.change === 'propose' ? 'The list itself is such a change.' : undefined}
      >
        <Button type="submit" variant="primary" disabled={readOnly || !changed}>
          {acts.change === 'propose' ? 'Look and propose' : 'Look and save'}
        </Button>
      </FormActions>
    </form>
  )
}
