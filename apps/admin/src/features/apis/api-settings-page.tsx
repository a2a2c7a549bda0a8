'use client'
import { updateApi } from '@gatehouse/contracts/endpoints/apis'
import { Card } from '@gatehouse/ui/card'
import { CopyableId } from '@gatehouse/ui/copyable-id'
import { Field } from '@gatehouse/ui/field'
import { FormActions } from '@gatehouse/ui/form-actions'
import { Input } from '@gatehouse/ui/input'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { Textarea } from '@gatehouse/ui/textarea'
import { toast } from '@gatehouse/ui/toast'
import { useAct } from '../../api/use-act.ts'
import { ActButton } from '../../components/act-button.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { TeamField } from '../people/team-field.tsx'
import { AccessTokensCard } from './access-tokens-card.tsx'
import { PartnersCard } from './partners-card.tsx'
import { audienceWords } from './state-text.ts'
import { useVersion } from './version-context.tsx'

/** What the API is called, who owns it and where to turn: of all its versions, in effect at once. */
export function ApiSettingsPage() {
  const { page } = useVersion()
  const { api, can } = page
  const save = useAct(updateApi, { onDone: () => toast.success('The API’s settings are saved') })
  const submit = (form: FormData) => {
    const text = (name: string) => String(form.get(name) ?? '').trim()
    return save.run(
      {
        api: api.slug,
        name: text('name'),
        summary: text('summary'),
        purpose: text('purpose'),
        successMeasure: text('successMeasure'),
        audience: text('audience') as 'internal',
        teamId: text('teamId'),
        contactEmail: text('contactEmail') || null,
        repositoryUrl: text('repositoryUrl') || null,
        supportUrl: text('supportUrl') || null,
        tags: text('tags')
          .split(',')
          .map((tag) => tag.trim())
          .filter(Boolean),
      },
      api.etag,
    )
  }
  return (
    <div className="flex flex-col gap-6">
      <Card
        key={api.etag}
        className="max-w-[720px]"
        title="Settings of the API"
        description="They hold for all its versions and need no deploy."
      >
        <ProblemForm problem={save.problem} submit={submit}>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="Name" name="name" required>
              <Input defaultValue={api.name} maxLength={120} />
            </Field>
            <TeamField teamId={api.team.id} />
          </div>
          <Field label="Summary" name="summary" optional hint="One sentence, shown in lists and in the portal.">
            <Input defaultValue={api.summary} maxLength={300} />
          </Field>
          <Field label="Purpose" name="purpose" optional hint="Why it exists, for colleagues.">
            <Textarea defaultValue={api.purpose} rows={3} maxLength={4000} />
          </Field>
          <Field
            label="Measure of success"
            name="successMeasure"
            optional
            hint="How you will know that it is worth having."
          >
            <Textarea defaultValue={api.successMeasure} rows={2} maxLength={1000} />
          </Field>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="Audience" name="audience">
              <NativeSelect
                defaultValue={api.audience}
                options={Object.entries(audienceWords).map(([value, label]) => ({ value, label }))}
              />
            </Field>
            <Field label="Tags" name="tags" optional hint="Separated by commas.">
              <Input defaultValue={api.tags.join(', ')} />
            </Field>
            <Field label="Contact" name="contactEmail" optional>
              <Input type="email" defaultValue={api.contactEmail ?? ''} />
            </Field>
            <Field label="Repository" name="repositoryUrl" optional>
              <Input type="url" mono defaultValue={api.repositoryUrl ?? ''} />
            </Field>
            <Field label="Support" name="supportUrl" optional>
              <Input type="url" mono defaultValue={api.supportUrl ?? ''} />
            </Field>
          </div>
          <FormActions note={<CopyableId value={api.id} />}>
            <ActButton type="submit" loading={save.running} why={can.edit.allowed ? null : can.edit.why}>
              Save
            </ActButton>
          </FormActions>
        </ProblemForm>
      </Card>
      <PartnersCard />
      <AccessTokensCard />
    </div>
  )
}
