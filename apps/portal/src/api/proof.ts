import { ProblemError } from '@gatehouse/contracts/client'

/** Asks the person to show again who he is; false when he would rather not. */
type Asker = () => Promise<boolean>
let asker: Asker | undefined

/** The dialog that asks says that it is there; gives what takes it back. */
export function answerProofs(next: Asker): () => void {
  asker = next
  return () => {
    if (asker === next) asker = undefined
  }
}

/** Runs a call; when it needs a fresh proof, asks for one and runs it once more. */
export async function withProof<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.code !== 'proof_needed' || asker === undefined) throw error
    if (!(await asker())) throw error
    return run()
  }
}
