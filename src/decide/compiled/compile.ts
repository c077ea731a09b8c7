/**
 * The fast engine: a set of policies, compiled once, answers any number of requests as the reference engine would.
 */

import type { Policy } from '../../policy/index.js'
import type { Outcome } from '../reference/case.js'
import { allowedBy, exemptionText, explicitDenyIn, nothingAllows, refusalText } from '../reference/sentence.js'
import { resolveRequest } from '../resolve-request.js'
import type { By, Decision, DecisionWord, PolicySet, Request, RequestInput } from '../types.js'
import {
  type Candidates,
  candidatesFor,
  type Frameworks,
  frameworksOf,
  inOrder,
  resourceStatements,
  type Statements,
  statementsOf,
} from './candidates.js'
import { type Frame, fillFromInput, fillFromRequest, newFrame } from './frame.js'
import { type Judgement, judge, reaches } from './judge.js'
import { applies, type CompiledStatement } from './statement.js'

export interface Engine {
  /** The decision alone; a request that cannot be judged is `implicitDeny`. Allocates nothing once the action is known. */
  readonly word: (request: RequestInput) => DecisionWord
  /** The decision with its statements and its sentence; of a request that cannot be judged the sentence says why. */
  readonly decide: (request: RequestInput) => Decision
  /** The same, but null for a request that cannot be judged. */
  readonly tryDecide: (request: RequestInput) => Decision | null
  /** The same for a request that was parsed. */
  readonly decideParsed: (request: Request) => Decision
}

// An engine learns the actions that it is asked about. Names come from outside, so it forgets them all beyond this many.
const MAX_ACTIONS = 1_000

const frame: Frame = newFrame()

export const compile = (set: PolicySet): Engine => engineOf(inOrder(statementsOf(set)), frameworksOf(set))

/** Engines of one subject for the resources that it meets. */
export type SubjectEngine = (resource: Policy | null) => Engine

/**
 * A subject whose requests meet many resources: its own policies are compiled once, whatever those of the resources are.
 *
 * @param set of which `resource` does not count
 * @returns the engine for a resource by its policy, the same for the same value as long as that is kept
 */
export function compileSubject(set: PolicySet): SubjectEngine {
  const own = statementsOf({ ...set, resource: null })
  const frameworks = frameworksOf(set)
  const engines = new WeakMap<Policy, Engine>()
  let alone: Engine | null = null
  return (resource) => {
    if (resource === null) {
      alone ??= engineOf(inOrder(own), frameworks)
      return alone
    }
    const known = engines.get(resource)
    if (known !== undefined) return known
    const made = engineOf(inOrder({ ...own, resource: resourceStatements(resource) }), frameworks)
    engines.set(resource, made)
    return made
  }
}

function engineOf(statements: Statements, frameworks: Frameworks): Engine {
  const learned = new Map<string, Candidates>()
  const candidates = (action: string): Candidates => learned.get(action) ?? learn(action)
  const learn = (action: string): Candidates => {
    if (learned.size >= MAX_ACTIONS) learned.clear()
    const found = candidatesFor(action, statements, frameworks)
    learned.set(action, found)
    return found
  }
  const fill = (request: RequestInput): Candidates | null => {
    if (typeof request !== 'object' || request === null || typeof request.action !== 'string') return null
    // The statements of the action come first: the keys that they ask for are what is taken over from the context.
    const the = candidates(request.action)
    if (!the.isAction || !fillFromInput(frame, request)) return null
    frame.hasBoundary = frameworks.permissionBoundary
    return the
  }
  const tryDecide = (request: RequestInput): Decision | null => {
    const the = fill(request)
    return the === null ? null : explain(request.action, the)
  }
  return {
    word: (request) => {
      const the = fill(request)
      return the === null ? 'implicitDeny' : wordOf(judge(frame, the))
    },
    decide: (request) => tryDecide(request) ?? notJudged(request),
    tryDecide,
    decideParsed: (request) => {
      fillFromRequest(frame, request)
      frame.hasBoundary = frameworks.permissionBoundary
      return explain(request.action, candidates(request.action))
    },
  }
}

function wordOf(judgement: Judgement): DecisionWord {
  if ('by' in judgement) return 'explicitDeny'
  return 'granted' in judgement || 'exempt' in judgement ? 'allowed' : 'implicitDeny'
}

function notJudged(request: RequestInput): Decision {
  const resolved = hasTexts(request) ? resolveRequest(request) : null
  const because = resolved === null || resolved.ok ? 'the request cannot be judged' : resolved.error.message
  return { decision: 'implicitDeny', by: [], because }
}

/** A caller without types may give anything; what is no request has no more to be said of it. */
const hasTexts = (it: Partial<RequestInput> | null): boolean =>
  typeof it === 'object' && it !== null && [it.principal, it.action, it.resource].every((text) => typeof text === 'string')

function explain(action: string, the: Candidates): Decision {
  const judgement = judge(frame, the)
  if ('by' in judgement) return byStatements('explicitDeny', the.denies, judgement, action, the)
  if (!('granted' in judgement))
    return the.decisions.get(judgement) ?? kept(the, judgement, wordOf(judgement), NONE, sentence(judgement, action, the))
  const [first] = judgement.granted
  if (judgement.granted.length === 1)
    return byStatements('allowed', first === 'identity' ? the.identity : the.resource, judgement, action, the)
  return { decision: 'allowed', by: [...matching(the.identity), ...matching(the.resource)], because: sentence(judgement, action, the) }
}

const NONE: readonly By[] = Object.freeze([])

/** One statement decides nearly always: then the decision is the same value each time, and nothing is allocated. */
function byStatements(decision: DecisionWord, statements: Statements, judgement: Judgement, action: string, the: Candidates): Decision {
  let only: CompiledStatement | null = null
  for (const statement of statements) {
    if (!reaches(statement.type) || applies(statement, frame) === 0) continue
    if (only !== null) return { decision, by: matching(statements), because: sentence(judgement, action, the) }
    only = statement
  }
  if (only === null) return { decision, by: NONE, because: sentence(judgement, action, the) }
  return the.decisions.get(only) ?? kept(the, only, decision, Object.freeze([only.by]), sentence(judgement, action, the))
}

function kept(the: Candidates, key: Outcome | CompiledStatement, decision: DecisionWord, by: readonly By[], because: string): Decision {
  const made = Object.freeze({ decision, by, because })
  the.decisions.set(key, made)
  return made
}

function matching(statements: Statements): readonly By[] {
  const out: By[] = []
  for (const statement of statements) if (reaches(statement.type) && applies(statement, frame) !== 0) out.push(statement.by)
  return out
}

/** Sentences name the action and the outcome alone, so each is made once. */
function sentence(judgement: Judgement, action: string, the: Candidates): string {
  const key = 'by' in judgement ? judgement.type : judgement
  const known = the.sentences.get(key)
  if (known !== undefined) return known
  const made = sentenceOf(judgement, action)
  the.sentences.set(key, made)
  return made
}

function sentenceOf(judgement: Judgement, action: string): string {
  if ('by' in judgement) return explicitDenyIn(judgement.type, action)
  if ('granted' in judgement) return allowedBy(judgement.granted, action)
  if ('exempt' in judgement) return exemptionText(judgement.exempt)
  return 'missing' in judgement ? nothingAllows(judgement.missing, action) : refusalText(judgement.refused, action)
}
