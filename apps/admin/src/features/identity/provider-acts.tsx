'use client'
import {
  deleteIdentityProvider,
  disableIdentityProvider,
  enableIdentityProvider,
  type IdentityProviderView,
} from '@gatehouse/contracts/endpoints/identity-providers'
import { Button } from '@gatehouse/ui/button'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { plural } from '@gatehouse/ui/format'
import { toast } from '@gatehouse/ui/toast'
import { useRouter } from 'next/navigation'
import { useAct } from '../../api/use-act.ts'
import { ActButton } from '../../components/act-button.tsx'
import { useMay } from '../account/account-context.tsx'

/** Off and on, and away. What switching off ends is said in numbers before. */
export function ProviderActs({ provider }: { provider: IdentityProviderView }) {
  const manage = useMay('identity.manage')
  const router = useRouter()
  const enable = useAct(enableIdentityProvider)
  const disable = useAct(disableIdentityProvider, {
    onDone: ({ ended }) => toast.success(`Switched off. ${plural(ended.sessions, 'session')} ended.`),
  })
  const remove = useAct(deleteIdentityProvider)
  const { id: identityProviderId, name } = provider
  if (!manage.allowed) return <ActButton why={manage.why}>Switch {provider.enabled ? 'off' : 'on'}</ActButton>
  return (
    <>
      {provider.enabled ? (
        <ConfirmDialog
          title={`Switch ${name} off?`}
          consequence={<Ends provider={provider} />}
          action="Switch off"
          trigger={<Button>Switch off</Button>}
          onConfirm={async () => {
            await disable.run({ identityProviderId })
          }}
        />
      ) : (
        <Button loading={enable.running} onClick={() => void enable.run({ identityProviderId }).catch(() => undefined)}>
          Switch on
        </Button>
      )}
      <ConfirmDialog
        title={`Delete ${name}?`}
        consequence="Its settings, secret, directory tokens and group mappings are gone for good. While persons or rules hang on it, it cannot be deleted: switch it off instead."
        action="Delete"
        typedName={name}
        trigger={<Button>Delete</Button>}
        onConfirm={async () => {
          await remove.run({ identityProviderId })
          router.push('/access/identity-providers')
        }}
      />
    </>
  )
}

function Ends({ provider: { uses, signIn, kind } }: { provider: IdentityProviderView }) {
  return (
    <>
      <ul className="list-disc space-y-1 pl-5">
        <li>{plural(uses.sessions, 'open session')} that came by it end now.</li>
        {signIn && (
          <li>
            {plural(uses.persons, 'person')} cannot sign in with it any more; who has no other way in is off until it is
            on again.
          </li>
        )}
        {kind === 'oidc' && (
          <li>
            Every gateway refuses its tokens within a second
            {uses.tokenRules > 0 ? `; ${plural(uses.tokenRules, 'rule')} of APIs take none of them` : ''}.
          </li>
        )}
        {uses.directoryPersons > 0 && <li>Its directory is not listened to.</li>}
      </ul>
      <p className="mt-2">It can be switched on again. What has ended stays ended: persons sign in anew.</p>
    </>
  )
}
