/** Something that can be expected on a real machine. The message is one whole sentence that says what to do. */
export class ExpectedFailure extends Error {
  override name = 'ExpectedFailure'
}

/** The person pressed Ctrl-C before everything was up: not a failure, but nothing may go on. */
export class Interrupted extends Error {
  override name = 'Interrupted'
}

/** The sentence for a refused file operation, or undefined when the error is something else. */
export function fileFailure(error: unknown, folder: string): ExpectedFailure | undefined {
  const { code, path } = error as NodeJS.ErrnoException
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new ExpectedFailure(
      `${path ?? folder} cannot be written: give your user the right to write there or set GATEHOUSE_DATA to a folder of your own.`,
    )
  }
  if (code === 'ENOTDIR' || code === 'EEXIST') {
    return new ExpectedFailure(`${path ?? folder} is not a folder: set GATEHOUSE_DATA to a folder or remove that file.`)
  }
  if (code === 'ENOSPC')
    return new ExpectedFailure(`The disk that holds ${folder} is full: free some space and run the command again.`)
  return undefined
}

/** Runs a command's main function. Expected failures end in their sentence; only surprises show a stack. */
export async function runCommand(main: (args: string[]) => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main(process.argv.slice(2))
  } catch (error) {
    process.exitCode = 1
    const expected = error instanceof ExpectedFailure ? error : refusedOrFull(error)
    if (error instanceof Interrupted) process.exitCode = 130
    else if (expected) process.stderr.write(`${expected.message}\n`)
    else console.error(error)
  }
}

/** Permissions and a full disk can show at any moment, not only when the folders are made. */
function refusedOrFull(error: unknown): ExpectedFailure | undefined {
  const { code = '', path } = error as NodeJS.ErrnoException
  return ['EACCES', 'EPERM', 'EROFS', 'ENOSPC'].includes(code)
    ? fileFailure(error, path ?? 'the data folder')
    : undefined
}
