/**
 * What must allow, for whole sets of policies. Which layers bear on a request and how they are combined is asked of
 * `decide`'s own function; here each layer is a bit, and of the resource-based policy each way in which it can name the
 * caller.
 */
import {
  beyondPolicies,
  type Case,
  combine,
  type Layer,
  layersOf,
  type Match,
  namings,
  type PolicySet,
  type PolicyType,
  questionOf,
  type Request,
} from '../decide/index.js'
import type { Statement } from '../policy/index.js'
import type { Goal } from './key-search.js'

/** Numbers of the layers of one arena, the same for all sides. */
export interface LayerNumbers {
  readonly byName: Map<string, number>
  /** The kind of policy of each number. */
  readonly types: PolicyType[]
  /** A statement of the resource-based policy for each way of naming the caller. */
  readonly grants: Map<number, Statement>
}

export const newLayers = (): LayerNumbers => ({ byName: new Map(), types: [], grants: new Map() })

/** @param statement of a resource-based policy, whose Allows count by how they name the caller; else null */
export function layerNumber(layers: LayerNumbers, type: PolicyType, level: number, statement: Statement | null, request: Request): number {
  const naming = statement === null ? '' : [...new Set(namings(statement, request))].sort().join()
  const name = `${type} ${level} ${naming}`
  const known = layers.byName.get(name)
  if (known !== undefined) return known
  const made = layers.byName.size
  layers.byName.set(name, made)
  layers.types.push(type)
  if (statement !== null) layers.grants.set(made, statement)
  return made
}

/** Numbers are bits of a 32-bit word. */
export const MAX_LAYERS = 31

export interface SetGoal {
  readonly goal: Goal
  /** Whether a layer of the side bears on the request. */
  readonly reaches: (side: number, layer: number) => boolean
  /** Layers of side 0 of which one must allow. */
  readonly lead: number
}

/** The goal for requests like this one; null where policies do not decide on them, or not alone. */
export function setGoal(sets: readonly PolicySet[], request: Request, layers: LayerNumbers, want: Goal['want']): SetGoal | null {
  const questions = sets.map((set) => questionOf(request, set.permissionBoundary !== null))
  const first = questions[0]
  if (first === undefined || beyondPolicies(first) !== null) return null
  const reaching = sets.map((set) => layersOf(set, request))
  const shapes = reaching.map(shapeOf)
  const granting = layers.types.reduce((bits, type, i) => (type === 'identity' || type === 'resource' ? bits | (1 << i) : bits), 0)
  const known = new Map<string, boolean>()
  const allows = (side: number, bits: number): boolean => {
    // What a caller may do by no policy of side 0, such as a root user, is nothing that side 0 gives.
    if (side === 0 && (bits & granting) === 0) return false
    const name = `${side} ${bits}`
    const old = known.get(name)
    if (old !== undefined) return old
    const question = questions[side] ?? first
    const made = outcome(caseOf(request, question, reaching[side] ?? [], layers, bits))
    known.set(name, made)
    return made
  }
  const goal: Goal = { name: shapes.join(' | '), sides: sets.length, allows, want, alike: new Set(shapes).size === 1, plain: false }
  return {
    goal,
    reaches: (side, layer) => reaching[side]?.some(({ type }) => type === layers.types[layer]) ?? false,
    lead: granting,
  }
}

type Level = Layer['levels'][number]

/** Of RCPs a level without an Allow is one whose `RCPFullAWSAccess` was left out: it lets through. */
const limits = (type: PolicyType, level: Level): boolean =>
  type !== 'rcp' || level.some(({ policy }) => policy.statements.some(({ effect }) => effect === 'allow'))

const shapeOf = (layers: readonly Layer[]): string =>
  layers.map(({ type, levels }) => `${type} ${levels.map((level) => limits(type, level)).join()}`).join(' ')

/** Whether the same kinds of policies, and as many levels of each, bear on any request of the sides. */
export const areAlike = (sets: readonly PolicySet[]): boolean =>
  new Set(
    sets.map(({ resource, permissionBoundary, session, scps, rcps, vpcEndpoint }) => {
      const levels = (type: 'scp' | 'rcp', list: PolicySet['scps']): unknown =>
        list?.map((level) =>
          limits(
            type,
            level.map((it) => ({ ...it, label: '' })),
          ),
        ) ?? null
      const single = [resource, permissionBoundary, session, vpcEndpoint].map((policy) => policy === null)
      return JSON.stringify([single, levels('scp', scps), levels('rcp', rcps)])
    }),
  ).size === 1

function outcome(the: Case): boolean {
  const answer = combine(the)
  return 'granted' in answer || 'exempt' in answer
}

function caseOf(request: Request, question: Case['question'], reaching: readonly Layer[], layers: LayerNumbers, bits: number): Case {
  const isOn = (number: number | undefined): boolean => number !== undefined && ((bits >> number) & 1) === 1
  const layer = (type: PolicyType): Layer | undefined => reaching.find((it) => it.type === type)
  const numberOf = (type: PolicyType, level: number): number | undefined => layers.byName.get(`${type} ${level} `)
  const allows = (type: PolicyType): readonly Match[] => {
    if (layer(type) === undefined) return []
    if (type !== 'resource') return isOn(numberOf(type, 0)) ? [ANY_MATCH] : []
    return [...layers.grants].flatMap(([number, statement]) => (isOn(number) ? [{ statement, by: ANY_MATCH.by }] : []))
  }
  return {
    request,
    question,
    allows,
    passes: (type) => layer(type)?.levels.every((level, i) => !limits(type, level) || isOn(numberOf(type, i))) ?? true,
    has: (type) => layer(type) !== undefined,
  }
}

/** Of layers that name nobody the combination counts the matches only. */
const ANY_MATCH: Match = {
  statement: {
    index: 0,
    sid: null,
    effect: 'allow',
    principals: null,
    actions: { only: ['*'] },
    resources: null,
    conditions: [],
    at: null,
  },
  by: { policy: '', statement: 0, effect: 'allow' },
}
