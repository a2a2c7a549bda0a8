'use client'
import type { EndpointOutput } from '@gatehouse/contracts/endpoint'
import { createEnrolment } from '@gatehouse/contracts/endpoints/gateways'
import type { StageView } from '@gatehouse/contracts/endpoints/stages'
import { Button } from '@gatehouse/ui/button'
import { CodeBlock } from '@gatehouse/ui/code-block'
import { Dialog } from '@gatehouse/ui/dialog'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SecretOnce } from '@gatehouse/ui/secret-once'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ProblemBanner } from '../../components/problem-banner.tsx'

type Enrolment = EndpointOutput<typeof createEnrolment>

const shellQuoted = (text: string) => (/^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)

/** The exact command with which a gateway process joins. */
function commandOf(environment: Record<string, string>): string {
  return [
    ...Object.entries(environment).map(([name, value]) => `${name}=${shellQuoted(value)} \\`),
    'node packages/gateway/src/main.ts',
  ].join('\n')
}

/** The command is for reading along; its copy holds the token. */
function masked({ environment, token }: Enrolment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [name, value === token ? 'gh_enrol_…' : value]),
  )
}

/** A one-time token for a gateway, shown once, with the command that uses it. */
export function EnrolDialog({ stage }: { stage: StageView }) {
  const [made, setMade] = useState<Enrolment>()
  const enrol = useAct(createEnrolment, { onDone: setMade })
  const close = (open: boolean) => {
    if (!open) {
      setMade(undefined)
      enrol.reset()
    }
  }
  return (
    <Dialog
      size="lg"
      onOpenChange={close}
      title={`Enrol a gateway for ${stage.name}`}
      description="It makes its own keys and is known by them from then on. The token works once."
      trigger={<Button variant="primary">Enrol a gateway</Button>}
      footer={
        !made && (
          <Button
            variant="primary"
            loading={enrol.running}
            onClick={() => enrol.run({ stage: stage.slug }).catch(() => undefined)}
          >
            Make a token
          </Button>
        )
      }
    >
      <ProblemBanner problem={enrol.problem} />
      {made ? (
        <div className="flex flex-col gap-4">
          <SecretOnce
            label="Enrolment token"
            secret={made.token}
            copies={[
              {
                label: 'Copy as variables',
                value: Object.entries(made.environment)
                  .map(([name, value]) => `${name}=${value}`)
                  .join('\n'),
              },
            ]}
            onStored={() => setMade(undefined)}
          >
            Expires <RelativeTime value={made.expiresAt} />. If it is lost, make another.
          </SecretOnce>
          <CodeBlock
            title="Start the gateway with it"
            language="shell"
            code={commandOf(masked(made))}
            copyValue={commandOf(made.environment)}
            wrap
          />
          <p aria-live="polite" className="text-muted text-sm">
            It appears in the list as soon as it has connected.
          </p>
        </div>
      ) : (
        <p className="text-sm">
          The token holds for an hour. Whoever has it can run a gateway of {stage.name}
          {stage.exposure === 'live' ? ', which developers call for real' : ''}, so hand it over like a password.
        </p>
      )}
    </Dialog>
  )
}
