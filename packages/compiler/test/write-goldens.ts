import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileForGolden, goldenFolder, goldenNames, readState } from './compile-golden.ts'

// Run by hand after a wanted change, then read the difference: `node packages/compiler/test/write-goldens.ts`.
for (const name of goldenNames()) {
  writeFileSync(
    join(goldenFolder, `${name}.out.json`),
    `${JSON.stringify(compileForGolden(readState(name)), null, 2)}\n`,
  )
}
