import { runStack } from '../stack/run-stack.ts'

await runStack('following')
