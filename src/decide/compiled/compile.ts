/**
 * The fast engine: a set of policies, compiled once, answers any number of requests as the reference engine would.
 */

import { parseRequest } from '../parse-request.js'
import { allowedBy, exemptionText, explicitDenyIn, nothingAllows, refusalText } from '../reference/sentence.js'
import type { By, Decision, DecisionWord, PolicySet, PolicyType, Request, RequestInput } from '../types.js'
import { type Candidates, candidatesFor, frameworksOf, type Statements, statementsOf } from './candidates.js'
import { type Frame, fillFromInput, fillFromRequest, newFrame } from './frame.js'
import { type Judgement, judge, reaches } from './judge.js'
import { applies } from './statement.js'

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

export function compile(set: PolicySet): Engine {
  const statements = statementsOf(set)
  const frameworks = frameworksOf(set)
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
  const resolved = parseRequest(request)
  return { decision: 'implicitDeny', by: [], because: resolved.ok ? 'the request cannot be judged' : resolved.error.message }
}

function explain(action: string, the: Candidates): Decision {
  const judgement = judge(frame, the)
  if ('by' in judgement) return { decision: 'explicitDeny', by: matching(the.denies), because: sentence(judgement, action, the) }
  const decision = wordOf(judgement)
  return { decision, by: 'granted' in judgement ? granting(judgement.granted, the) : NONE, because: sentence(judgement, action, the) }
}

const NONE: readonly By[] = []

function granting(types: readonly PolicyType[], the: Candidates): readonly By[] {
  const by = matching(types[0] === 'identity' ? the.identity : the.resource)
  return types.length === 1 ? by : [...by, ...matching(the.resource)]
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
