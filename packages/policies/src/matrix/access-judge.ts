import type { AccessVerdict } from '@gatehouse/contracts/access-diff'
import type { KnownCredential } from '../access/known-credential.ts'
import { headSteps } from '../decide.ts'
import type { DecideDeps } from '../decide-types.ts'
import type { RequestDecision } from '../decision.ts'
import type { PlannedOperation } from '../snapshot/runtime.ts'
import type { KnownTokenRule } from '../tokens/token-registry.ts'
import { type AccessCaller, judgeAccess, type Moment, nobody } from './judge-access.ts'
import { builtInToken, externalToken, meet } from './made-up-token.ts'
import { addressesFor, instantsFor } from './moments.ts'
import { type AccessQuestions, questionsOf } from './questions.ts'

/** On what a verdict can depend. `credential`: it has none yet, and a key as it could be made now would do. */
export type Dependence = 'time' | 'address' | 'scopes' | 'claims' | 'end-user' | 'binding' | 'credential'

/** A credential of an application on a stage, as far as the access table does not say it. */
export type JudgedCredential = {
  readonly id: string
  readonly kind: 'key' | 'client' | 'external'
  readonly ipRanges: readonly string[]
  /** Hash under which an external client stands, `latin1`. */
  readonly digest: string
  /** As the provider's tokens name it; null: by no name, or not known here. */
  readonly clientId: string | null
  /** Not real: what the application could have made now. */
  readonly madeUp: boolean
}

export type JudgedApplication = {
  readonly id: string
  readonly credentials: readonly JudgedCredential[]
}

export type Judgement = {
  readonly verdict: AccessVerdict
  /** The call that was let in, or else the one that got furthest. */
  readonly decision: RequestDecision
  readonly depends: readonly Dependence[]
  /** Null: nobody, as the operation asks for no credential. */
  readonly credential: JudgedCredential | null
}

/** What is asked of calls of one operation, and all in which calls can differ for it. */
type Asked = {
  questions: AccessQuestions
  instants: readonly number[]
  /** Where the credential has no addresses of its own. */
  addresses: readonly string[]
  /** Tells tokens of one credential apart. */
  tokens: string
}

type Ways = { dependence: Dependence; count: number }
const mostTries = 600

/** Judges applications and operations of one runtime at one instant; remembers what stays the same from cell to cell. */
export class AccessJudge {
  readonly deps: DecideDeps
  readonly now: number
  readonly #asked = new Map<PlannedOperation, Asked>()
  readonly #addresses = new Map<string, readonly string[]>()
  readonly #known = new Map<string, KnownCredential | null>()
  readonly #keys = new Map<JudgedCredential, AccessCaller | null>()
  readonly #callers = new Map<string, AccessCaller | null>()

  constructor(deps: DecideDeps, now: number) {
    this.deps = deps
    this.now = now
  }

  /** Callers without a credential. */
  nobody(operation: PlannedOperation): Judgement {
    return this.#judge(operation, null)
  }

  /** The best that one of an application's credentials gets, or anybody without one. */
  application(application: JudgedApplication, operation: PlannedOperation): Judgement {
    let best: Judgement | null = null
    for (const credential of application.credentials) {
      const found = this.#judge(operation, credential)
      if (best === null || isBetter(found, best)) best = found
      if (best.verdict === 'allow') return best
    }
    if (!operation.anonymous && best !== null) return best
    const open = this.nobody(operation)
    return best === null || isBetter(open, best) ? open : best
  }

  #judge(operation: PlannedOperation, credential: JudgedCredential | null): Judgement {
    const { questions, instants, addresses: listed } = this.#questions(operation)
    const addresses =
      credential === null || credential.ipRanges.length === 0
        ? listed
        : this.#addressesFor([...questions.addresses, credential.ipRanges])
    const isToken = credential !== null && credential.kind !== 'key'
    if (!isToken && addresses.length === 1 && instants.length === 1) {
      const caller = credential === null ? nobody : (this.#key(credential) ?? nobody)
      const decision = judgeAccess(this.deps, caller, operation, { at: this.now, address: addresses[0] ?? '' })
      return settled(decision, credential)
    }
    const ways: Ways[] = [
      { dependence: 'scopes', count: isToken && questions.scopes.length > 0 ? 2 : 1 },
      { dependence: 'claims', count: credential?.kind === 'external' ? 2 : 1 },
      { dependence: 'end-user', count: isToken && questions.endUser ? 2 : 1 },
      { dependence: 'binding', count: isToken && operation.callers?.boundTokens === true ? 2 : 1 },
      { dependence: 'address', count: addresses.length },
      { dependence: 'time', count: instants.length },
    ]
    const ask = (choice: readonly number[]): RequestDecision | null => {
      const [scopes = 0, claims = 0, user = 0, bound = 0, address = 0, time = 0] = choice
      const at = instants[time] ?? this.now
      const caller = this.#caller(operation, credential, {
        scopes: scopes === 0,
        claims: claims === 0,
        user: user === 1,
        bound: bound === 1,
      })
      if (caller === null) return null
      return judgeAccess(this.deps, caller, operation, { at, address: addresses[address] ?? '' } satisfies Moment)
    }
    const base = ask([]) ?? judgeAccess(this.deps, nobody, operation, { at: this.now, address: addresses[0] ?? '' })
    const found = decideWays(ways, base, ask)
    return found.verdict === 'allow' ? settled(found.decision, credential) : { ...found, credential }
  }

  #questions(operation: PlannedOperation): Asked {
    const known = this.#asked.get(operation)
    if (known !== undefined) return known
    const questions = questionsOf(this.deps.snapshot, operation)
    const { addresses, times, roles, claims } = questions
    const made = {
      questions,
      instants: instantsFor(times, this.now),
      addresses: this.#addressesFor(addresses),
      tokens: `${operation.deployment.versionId} ${roles.join(' ')} ${claims.length === 0 ? '' : JSON.stringify(claims)}`,
    }
    this.#asked.set(operation, made)
    return made
  }

  #addressesFor(lists: readonly (readonly string[])[]): readonly string[] {
    if (lists.length === 0) return noLists
    const key = lists.map((list) => list.join()).join(';')
    const known = this.#addresses.get(key)
    if (known !== undefined) return known
    const made = addressesFor(lists)
    this.#addresses.set(key, made)
    return made
  }

  #caller(operation: PlannedOperation, credential: JudgedCredential | null, shows: Shows): AccessCaller | null {
    if (credential === null) return nobody
    if (credential.kind === 'key') return this.#key(credential)
    const { questions, tokens } = this.#questions(operation)
    const wanted = shows.scopes ? questions.scopes : []
    const key = `${credential.id} ${shows.claims} ${shows.user} ${shows.bound} ${wanted.join(' ')} ${tokens}`
    const known = this.#callers.get(key)
    if (known !== undefined) return known
    const made =
      credential.kind === 'client'
        ? this.#client(credential, wanted, shows)
        : this.#external(operation, credential, questions, { ...shows, wanted })
    this.#callers.set(key, made)
    return made
  }

  #find(credential: JudgedCredential): KnownCredential | null {
    const known = this.#known.get(credential.id)
    if (known !== undefined) return known
    const found = this.deps.access.findClient(credential.id)
    this.#known.set(credential.id, found)
    return found
  }

  #key(credential: JudgedCredential): AccessCaller | null {
    const known = this.#keys.get(credential)
    if (known !== undefined) return known
    const found = this.#find(credential)
    const made: AccessCaller | null = found === null ? null : { kind: 'key', credential: found }
    this.#keys.set(credential, made)
    return made
  }

  /** A client asks for what it may carry, no more. */
  #client(credential: JudgedCredential, wanted: readonly string[], { user, bound }: Shows): AccessCaller | null {
    const mayCarry = new Set(this.#find(credential)?.scopes ?? [])
    const scopes = wanted.filter((scope) => mayCarry.has(scope))
    const { snapshot, access } = this.deps
    const kept = builtInToken(
      access,
      snapshot.stageId,
      { id: credential.id, scopes, user, claims: boundClaims(bound) },
      this.now,
    )
    return kept === null ? null : { kind: 'token', kept }
  }

  /** A token of its provider that some rule of the API takes for this client. */
  #external(
    operation: PlannedOperation,
    credential: JudgedCredential,
    questions: AccessQuestions,
    { claims: met, user, bound, wanted }: Shows & { wanted: readonly string[] },
  ): AccessCaller | null {
    const { access, snapshot } = this.deps
    const version = snapshot.manifest.versions.find(({ id }) => id === operation.deployment.versionId)
    if (version === undefined) return null
    const claims: Record<string, unknown> = boundClaims(bound)
    if (met) {
      for (const rule of questions.claims) meet(claims, rule)
      if (questions.roles.length > 0) claims['roles'] = questions.roles
    }
    const plans = [null, ...(this.#find(credential)?.subscriptions.map(({ plan }) => plan.planId) ?? [])]
    for (const rules of access.tokens().rulesOf(version.apiId).values()) {
      for (const rule of rules) {
        if (isSilent(rule.issuer)) continue
        for (const planId of plansFor(rule, plans)) {
          const given = { clientId: credential.clientId, scopes: wanted, user, planId, required: met, claims }
          const kept = externalToken(access, rule, given, this.now)
          if (kept === null) continue
          const caller: AccessCaller = { kind: 'token', kept }
          const tried = judgeAccess(this.deps, caller, operation, { at: this.now, address: '' })
          if (tried.token !== null && access.findCredential(credential.digest) !== null && isOf(tried, credential))
            return caller
        }
      }
    }
    return null
  }
}

/** What a token shows of all that it could. */
type Shows = { scopes: boolean; claims: boolean; user: boolean; bound: boolean }

/** RFC 9449 §6: bound to a key, whichever it is. */
const boundClaims = (bound: boolean) => (bound ? { cnf: { jkt: 'a key' } } : {})

/** A verdict in which nothing can differ. */
function settled(decision: RequestDecision, credential: JudgedCredential | null): Judgement {
  if (decision.kind !== 'allow') return { verdict: 'deny', decision, depends: none, credential }
  const madeUp = credential?.madeUp === true
  return { verdict: madeUp ? 'depends' : 'allow', decision, depends: madeUp ? onCredential : none, credential }
}

const none: readonly Dependence[] = []
const onCredential: readonly Dependence[] = ['credential']
const noLists = addressesFor([])

/** Without keys and nobody to ask: whatever it signed is refused. */
function isSilent({ builtIn, keys, introspection }: KnownTokenRule['issuer']): boolean {
  return !builtIn && keys.length === 0 && introspection === undefined
}

function plansFor({ rule }: KnownTokenRule, plans: readonly (string | null)[]): readonly (string | null)[] {
  return rule.plans === undefined ? [null] : [...plans].reverse()
}

/** The token is of this client: it was found by it, or it is only for the claims that it was not. */
function isOf({ token, identity }: RequestDecision, { id }: JudgedCredential): boolean {
  return identity === null ? token?.refusal === 'token_claims_refused' : identity.credentialId === id
}

/**
 * Allowed in all ways, in none, or it depends: then on those of which another choice turns the verdict. The base is asked first; what it
 * allows is turned one by one, what it refuses is searched for a way that passes.
 */
function decideWays(
  ways: readonly Ways[],
  base: RequestDecision,
  ask: (choice: readonly number[]) => RequestDecision | null,
): Omit<Judgement, 'credential'> {
  if (ways.every(({ count }) => count === 1))
    return { verdict: base.kind === 'allow' ? 'allow' : 'deny', decision: base, depends: none }
  if (base.kind === 'allow')
    return {
      ...turned(
        ways,
        ways.map(() => 0),
        ask,
      ),
      decision: base,
    }
  let tries = 0
  for (const choice of choicesOf(ways)) {
    tries += 1
    if (tries > mostTries) break
    const decision = ask(choice)
    if (decision?.kind !== 'allow') continue
    // Each choice that need not be another one than at first goes back: what is left is what it depends on.
    const needed = [...choice]
    for (let at = 0; at < needed.length; at += 1) {
      const before = needed[at] as number
      if (before === 0) continue
      needed[at] = 0
      if (ask(needed)?.kind !== 'allow') needed[at] = before
    }
    const depends = ways.filter((_, at) => needed[at] !== 0).map(({ dependence }) => dependence)
    const others = turned(ways, needed, ask).depends
    return { verdict: 'depends', decision, depends: [...new Set([...depends, ...others])] }
  }
  return { verdict: 'deny', decision: base, depends: none }
}

function turned(
  ways: readonly Ways[],
  from: readonly number[],
  ask: (choice: readonly number[]) => RequestDecision | null,
): { verdict: AccessVerdict; depends: Dependence[] } {
  const depends = ways.flatMap(({ dependence, count }, at) => {
    for (let other = 0; other < count; other += 1) {
      if (other === from[at]) continue
      if (ask(from.with(at, other))?.kind !== 'allow') return [dependence]
    }
    return []
  })
  return { verdict: depends.length === 0 ? 'allow' : 'depends', depends }
}

function* choicesOf(ways: readonly Ways[]): Generator<readonly number[]> {
  const choice = ways.map(() => 0)
  for (;;) {
    let at = 0
    while (at < ways.length) {
      const next = (choice[at] as number) + 1
      if (next < (ways[at]?.count ?? 1)) {
        choice[at] = next
        break
      }
      choice[at] = 0
      at += 1
    }
    if (at === ways.length) return
    yield choice
  }
}

const ranks: Record<AccessVerdict, number> = { deny: 0, depends: 1, allow: 2 }

function isBetter(one: Judgement, other: Judgement): boolean {
  if (one.verdict !== other.verdict) return ranks[one.verdict] > ranks[other.verdict]
  return one.verdict === 'deny' && stepsOf(one.decision) > stepsOf(other.decision)
}

/** How far a refused call got. */
function stepsOf({ phase }: RequestDecision): number {
  return headSteps.findLastIndex((step) => step.phase === phase)
}
