import { performance } from 'node:perf_hooks'
import { accessRulesOptions } from '@gatehouse/contracts/access-rules'
import type { AccessCall } from '../src/policies/access-rules/access-call.ts'
import { createAccessRules } from '../src/policies/access-rules/handler.ts'

/** Nanoseconds per call of a list of access rules; run with `node bench/access-rules.ts`. Median of 9 rounds, whatever else runs. */
function measure(name: string, run: () => unknown): void {
  const count = 200_000
  for (let i = 0; i < count; i += 1) run()
  const rounds: number[] = []
  for (let round = 0; round < 9; round += 1) {
    const start = performance.now()
    for (let i = 0; i < count; i += 1) run()
    rounds.push(((performance.now() - start) / count) * 1e6)
  }
  rounds.sort((a, b) => a - b)
  console.log(
    JSON.stringify({ figure: name, value: Math.round(rounds[4] ?? 0), unit: 'ns', best: Math.round(rounds[0] ?? 0) }),
  )
}

const five = [
  { of: 'scopes', all: ['orders.read', 'orders.write'] },
  { of: 'claim', rule: { claim: 'department', test: 'oneOf', values: ['finance', 'audit'] } },
  { of: 'address', anyOf: ['10.0.0.0/8', '2001:db8::/32'] },
  { of: 'time', days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:00', to: '18:00', zone: 'Europe/Berlin' },
  { of: 'plan', anyOf: ['pln_00000000000000000000000000000001', 'pln_00000000000000000000000000000002'] },
]
const handler = (rules: object[]) =>
  createAccessRules(accessRulesOptions.parse({ rules }), {
    useKey: 'bench',
    owner: 'op_00000000000000000000000000000001',
  })
const call: AccessCall = {
  credential: 'token',
  scopes: ['openid', 'orders.read', 'orders.write'],
  claims: { department: 'audit', sub: 'x' },
  endUser: false,
  planId: 'pln_00000000000000000000000000000002',
  productId: null,
  applicationId: null,
  teamId: null,
  method: 'GET',
  address: '10.1.2.3',
  at: Date.UTC(2026, 4, 12, 10),
}
const one = handler([{ effect: 'allow', when: five }])
if (one(call).refusal !== null) throw new Error('refused')
const addresses = ['10.1.2.3', '10.9.8.7', '10.255.0.1', '10.0.0.9']
let turn = 0
measure('access_rules.five_conditions', () => {
  // Each call from another address, and later: neither is known from the one before.
  turn += 1
  call.address = addresses[turn & 3] ?? ''
  call.at += 1
  return one(call)
})
for (const condition of five) {
  const single = handler([{ effect: 'allow', when: [condition] }])
  measure(`access_rules.${condition.of}`, () => {
    turn += 1
    call.address = addresses[turn & 3] ?? ''
    return single(call)
  })
}
const ten = handler([
  ...Array.from({ length: 9 }, () => ({ effect: 'deny', when: [{ of: 'method', anyOf: ['DELETE'] }] })),
  { effect: 'allow', when: five },
])
measure('access_rules.ten_rules', () => ten(call))
