import type { RetentionView } from '@gatehouse/contracts/endpoints/retention'
import { Card } from '@gatehouse/ui/card'
import { LinkButton } from '@gatehouse/ui/link-button'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'

type PrivacyPageProps = { organization: string; kinds: readonly RetentionView[]; signedIn: boolean }

/** What is kept about who uses the portal, for how long, and how to take it along or have it erased. Made from what the clean-up obeys. */
export function PrivacyPage({ organization, kinds, signedIn }: PrivacyPageProps) {
  return (
    <Page width="narrow">
      <PageHeader
        title="Your data"
        facts={`What ${organization} keeps about people who use this portal and its APIs, and for how long. The periods are the ones that the clean-up obeys today.`}
      />
      <Card title="Take it along, or have it erased">
        <div className="flex flex-col gap-3 text-sm">
          <p>
            <strong className="font-medium">Download my data</strong> on your profile gives you everything that is
            stored about you as one JSON file.
          </p>
          <p>
            <strong className="font-medium">Erase my account</strong> removes your name, your address and every way to
            sign in, 24 hours after you asked; until then you can take it back. Where your id stays, in the log of
            requests and in the audit log, it leads to nobody.
          </p>
          <p>
            <LinkButton href={signedIn ? '/profile' : '/sign-in?next=%2Fprofile'}>
              {signedIn ? 'Open your profile' : 'Sign in to your profile'}
            </LinkButton>
          </p>
        </div>
      </Card>
      <Card flush title="What is kept">
        <dl className="divide-y divide-line">
          {kinds.map((kind) => (
            <div key={kind.key} className="grid gap-x-6 gap-y-1 px-4 py-3 text-sm sm:grid-cols-[minmax(0,1fr)_14rem]">
              <dt>
                <span className="font-medium">{kind.title}</span>
                <span className="block text-muted">{kind.holds}</span>
              </dt>
              <dd className="sm:text-right">
                <span className="block">{kind.days === null ? `Kept ${kind.kept}` : `Kept for ${kind.kept}`}</span>
                {kind.bounds === null && kind.why && <span className="block text-muted text-xs">{kind.why}</span>}
              </dd>
            </div>
          ))}
        </dl>
      </Card>
    </Page>
  )
}
