import { report } from './report.ts'
import { ajvJudge } from './schema/ajv-judge.ts'
import { gatewayJudge } from './schema/gateway-judge.ts'
import { dialects, runSuite, suiteOf } from './schema/suite.ts'

/** Share of the official JSON Schema Test Suite that the gateway judges as it says, and ajv's share of the same tests. */
for (const dialect of dialects) {
  const schemas = Object.values(suiteOf(dialect)).flatMap((groups) => groups.map(({ schema }) => schema))
  // Schemas are told apart by identity, so both sides get the same objects.
  const ours = runSuite(dialect, await gatewayJudge(dialect, schemas))
  const theirs = runSuite(dialect, ajvJudge(dialect))
  report(`schema.${dialect}.share`, ours.passed / ours.tests, 'share', ours.tests)
  report(`schema.${dialect}.ajv_share`, theirs.passed / theirs.tests, 'share', theirs.tests)
}
