import { EntryTitle } from '../account/entry-title.tsx'

/** The sign-in of the address is over, or never was. */
export function SignInIsOver() {
  return (
    <EntryTitle title="This sign-in is over">
      It took too long, or was finished already. Go back to the application and sign in again.
    </EntryTitle>
  )
}
