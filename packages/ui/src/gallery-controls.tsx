'use client'
import { Copy, Plus, Search, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Button } from './button.tsx'
import { Card } from './card.tsx'
import { Checkbox } from './checkbox.tsx'
import { Combobox } from './combobox.tsx'
import { ConfirmDialog } from './confirm-dialog.tsx'
import { Dialog } from './dialog.tsx'
import { Field, FormErrors } from './field.tsx'
import { FormActions } from './form-actions.tsx'
import { IconButton } from './icon-button.tsx'
import { Input } from './input.tsx'
import { LinkButton } from './link-button.tsx'
import { NativeSelect } from './native-select.tsx'
import { Popover } from './popover.tsx'
import { RadioGroup } from './radio.tsx'
import { SecretOnce } from './secret-once.tsx'
import { Select } from './select.tsx'
import { Sheet } from './sheet.tsx'
import { Switch } from './switch.tsx'
import { Tabs } from './tabs.tsx'
import { Tag } from './tag.tsx'
import { Textarea } from './textarea.tsx'
import { toast } from './toast.tsx'

const teams = ['Commerce', 'Payments', 'Logistics', 'Platform'].map((label) => ({
  value: label.toLowerCase(),
  label,
  description: `Team ${label}`,
}))

/** Buttons, overlays and forms. */
export function GalleryControls() {
  const [team, setTeam] = useState('')
  const [scopes, setScopes] = useState(['commerce', 'platform'])
  return (
    <div className="grid items-start gap-6 rail:grid-cols-2">
      <Card title="Buttons and overlays">
        <div className="flex flex-wrap items-center gap-2">
          <Button variant="primary">Create key</Button>
          <Button>Secondary</Button>
          <Button variant="ghost">Ghost</Button>
          <Button variant="danger">Revoke</Button>
          <Button variant="amber">Deploy to Production</Button>
          <Button variant="primary" loading>
            Create key
          </Button>
          <Button disabled>Disabled</Button>
          <LinkButton href="#link" icon={<Plus aria-hidden />}>
            Link
          </LinkButton>
          <IconButton label="Copy" icon={<Copy aria-hidden />} shortcut="C" />
          <Button size="sm" icon={<Trash2 aria-hidden />}>
            Small
          </Button>
        </div>
        <div className="mt-4 flex flex-wrap gap-2">
          <Dialog
            title="Add a thing"
            description="It starts as a draft."
            trigger={<Button>Dialog</Button>}
            footer={<Button variant="primary">Add</Button>}
          >
            <Field label="Name">
              <Input />
            </Field>
          </Dialog>
          <ConfirmDialog
            title="Revoke this key?"
            consequence="Shop can't call anything with it from now on. This can't be undone."
            action="Revoke key"
            typedName="shop-live"
            trigger={<Button>Confirm</Button>}
            onConfirm={() =>
              new Promise<string>((resolve) =>
                setTimeout(() => resolve('The key is in use by a running deployment.'), 600),
              )
            }
          />
          <Sheet title="Details" description="Beside the list." trigger={<Button>Sheet</Button>}>
            Content
          </Sheet>
          <Popover trigger={<Button>Popover</Button>} label="Popover">
            Content one can act on.
          </Popover>
          <Button onClick={() => toast.success('Key revoked', { description: 'Calls with it get 401 from now on.' })}>
            Toast
          </Button>
        </div>
        <div className="mt-5">
          <Tabs
            label="Language"
            look="pills"
            tabs={[
              { value: 'curl', label: 'curl', content: <p className="text-muted text-sm">First panel</p> },
              { value: 'js', label: 'JavaScript', content: <p className="text-muted text-sm">Second panel</p> },
            ]}
          />
        </div>
        <div className="h-5" />
        <SecretOnce
          secret="gh_live_9f3kQ2mX7vB1nL5tR8yC0wZ4"
          copies={[{ label: 'Copy as .env', value: 'KEY=…' }]}
          onStored={() => toast.success('Hidden for good')}
        >
          If it is lost, replace it: the old one stops at once.
        </SecretOnce>
      </Card>
      <Card title="Form">
        <FormErrors errors={[{ pointer: '/slug', expected: 'This slug is taken by another thing.' }]}>
          <div className="flex flex-col gap-4">
            <Field label="Name" name="name" required hint="Shown to everyone who may see it.">
              <Input placeholder="Orders" />
            </Field>
            <Field label="Slug" name="slug" aside="lower case, digits, dashes">
              <Input mono defaultValue="orders" />
            </Field>
            <div className="grid gap-4 sm:grid-cols-2">
              <Field label="Stage">
                <NativeSelect
                  options={[
                    { value: 'development', label: 'Development' },
                    { value: 'production', label: 'Production' },
                  ]}
                />
              </Field>
              <Field label="Audience">
                <Select
                  defaultValue="partner"
                  options={[
                    { value: 'internal', label: 'Internal', description: 'Members only' },
                    { value: 'partner', label: 'Partner', description: 'Invited teams' },
                  ]}
                />
              </Field>
              <Field label="Team">
                <Combobox options={teams} value={team} onValueChange={setTeam} />
              </Field>
              <Field label="Search">
                <Input leading={<Search aria-hidden />} trailing="⏎" />
              </Field>
            </div>
            <Field label="Teams">
              <Combobox multiple options={teams} value={scopes} onValueChange={setScopes} />
            </Field>
            <Field label="Description" optional>
              <Textarea placeholder="What it is for" />
            </Field>
            <RadioGroup
              legend="Approval"
              name="approval"
              look="cards"
              defaultValue="auto"
              options={[
                { value: 'auto', label: 'At once', description: 'Everyone gets access.' },
                { value: 'manual', label: 'By the owner', description: 'Someone decides.' },
              ]}
            />
            <Checkbox label="Keep the old one for 24 h" description="Both work until then." defaultChecked />
            <Switch label="Require a reason" description="For each override." defaultChecked />
            <div className="flex gap-1.5">
              <Tag mono onRemove={() => undefined}>
                orders:read
              </Tag>
              <Tag mono>orders:write</Tag>
            </div>
            <FormActions note="Nothing is live before you deploy.">
              <Button variant="ghost">Cancel</Button>
              <Button variant="primary">Save</Button>
            </FormActions>
          </div>
        </FormErrors>
      </Card>
    </div>
  )
}
