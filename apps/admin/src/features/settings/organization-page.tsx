'use client'
import { type OrganizationView, updateOrganization } from '@gatehouse/contracts/endpoints/organization'
import { Card } from '@gatehouse/ui/card'
import { CopyButton } from '@gatehouse/ui/copy-button'
import { Field } from '@gatehouse/ui/field'
import { FormActions } from '@gatehouse/ui/form-actions'
import { Input } from '@gatehouse/ui/input'
import { KeyValue } from '@gatehouse/ui/key-value'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { SkeletonCards } from '@gatehouse/ui/skeleton'
import { toast } from '@gatehouse/ui/toast'
import { useRouter } from 'next/navigation'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { useMay } from '../account/account-context.tsx'
import { organizationRead } from './queries.ts'

export function OrganizationPage() {
  const query = useRead(organizationRead())
  return (
    <Page width="narrow">
      <PageHeader title="Organization" facts="The owner of this installation, and where its parts answer." />
      <Loaded query={query} what="organization" skeleton={<SkeletonCards count={2} />}>
        {(organization) => (
          <>
            <NameCard key={organization.etag} organization={organization} />
            <Card title="Addresses" description="Set by the environment of the processes.">
              <KeyValue
                items={(
                  [
                    ['Console', organization.consoleUrl],
                    ['Developer portal', organization.portalUrl],
                    ['Control plane and management API', organization.controlUrl],
                  ] as const
                ).map(([label, url]) => ({
                  label,
                  value: (
                    <span className="flex items-center gap-1">
                      <code className="[overflow-wrap:anywhere]">{url}</code>
                      <CopyButton value={url} label={`Copy address: ${label}`} />
                    </span>
                  ),
                }))}
              />
            </Card>
          </>
        )}
      </Loaded>
    </Page>
  )
}

function NameCard({ organization }: { organization: OrganizationView }) {
  const may = useMay('organization.manage')
  const router = useRouter()
  const save = useAct(updateOrganization, {
    onDone: () => {
      toast.success('The name is saved')
      router.refresh()
    },
  })
  return (
    <Card title="Name">
      <ProblemForm
        problem={save.problem}
        submit={(form) => save.run({ name: String(form.get('name')) }, organization.etag)}
      >
        <Field
          label="Name"
          name="name"
          required
          hint="Members see it in the console, developers in mails and the portal."
        >
          <Input defaultValue={organization.name} maxLength={120} disabled={!may.allowed} />
        </Field>
        <FormActions>
          <ActButton type="submit" variant="primary" loading={save.running} why={may.why}>
            Save
          </ActButton>
        </FormActions>
      </ProblemForm>
    </Card>
  )
}
