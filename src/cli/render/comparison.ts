/** A comparison as a person reads it: what it comes to, a request that shows it, and the statements on both sides. */
import { explainMismatch, type NamedPolicy, type RequestInput, resolveRequest, walk } from '../../decide/index.js'
import type { Comparison, Counterexample, Region, SideVerdict, Subject, Summary } from '../../prove/index.js'
import type { Style } from '../style.js'
import { renderPlace } from './problem.js'

export interface Shown {
  readonly comparison: Comparison
  readonly summary: Summary | null
  readonly subjects: { readonly a: Subject; readonly b: Subject }
  /** As the person named them. */
  readonly names: { readonly a: string; readonly b: string }
}

export function renderComparison({ comparison, summary, subjects, names }: Shown, style: Style): string {
  const { aInB, bInA, assumptions } = comparison
  const lines = [
    headline(comparison, names, style),
    ...renderSide(aInB, { from: names.a, to: names.b, allows: subjects.a, other: subjects.b }, style),
    ...renderSide(bInA, { from: names.b, to: names.a, allows: subjects.b, other: subjects.a }, style),
    ...(summary === null
      ? []
      : ['', ...renderRegions('gained', summary.gained, style.green, style), ...renderRegions('lost', summary.lost, style.red, style)]),
    ...(assumptions.length === 0 ? [] : ['', ...assumptions.map((one) => style.dim(`assumed: ${one}`))]),
  ]
  return lines.join('\n')
}

function headline({ relation }: Comparison, { a, b }: Shown['names'], style: Style): string {
  switch (relation) {
    case 'equal':
      return style.green(`equal  ${a} and ${b} allow the same requests`)
    case 'narrower':
      return style.green(`narrower  ${b} allows all that ${a} allows, and more`)
    case 'wider':
      return style.red(`wider  ${a} allows all that ${b} allows, and more`)
    case 'overlapping':
      return style.red(`overlapping  ${a} and ${b} each allow something that the other does not`)
    case 'disjoint':
      return style.red(`disjoint  no request is allowed by both ${a} and ${b}`)
    case 'unknown':
      return style.yellow(`unknown  how ${a} and ${b} compare was not settled`)
  }
}

interface Side {
  readonly from: string
  readonly to: string
  readonly allows: Subject
  readonly other: Subject
}

function renderSide(side: SideVerdict, { from, to, allows, other }: Side, style: Style): readonly string[] {
  if (side.verdict === 'proved') return ['', `${style.green('✓')} all that ${from} allows, ${to} allows: proved`]
  if (side.verdict === 'unknown') return ['', `${style.yellow('?')} whether ${to} allows all that ${from} allows: unknown, ${side.reason}`]
  const { counterexample } = side
  return [
    '',
    `${style.red('✗')} ${from} allows, and ${to} does not:`,
    ...renderRequest(counterexample.request, style),
    ...counterexample.allowedBy.map((by) => `    ${style.dim('allowed by')} ${statementName(by, allows, from)}`),
    ...missing(counterexample, other, to, style),
  ]
}

export function renderRequest(request: RequestInput, style: Style): readonly string[] {
  const context = Object.entries(request.context ?? {})
  return [
    `    ${style.bold(request.action)} on ${style.bold(request.resource)}`,
    `    ${style.dim('by')} ${request.principal === '*' ? 'anyone, without credentials' : request.principal}`,
    ...(request.canonicalUser === undefined
      ? []
      : [`    ${style.dim('of the account with the canonical user id')} ${request.canonicalUser}`]),
    ...(otherOwner(request) === null ? [] : [`    ${style.dim('a resource of account')} ${otherOwner(request)}`]),
    ...context.map(([key, values]) => `    ${style.dim('with')} ${key} = ${values.map((value) => JSON.stringify(value)).join(', ')}`),
  ]
}

/** The account that owns the resource, where it is not the caller's. */
const otherOwner = ({ principal, resourceAccount }: RequestInput): string | null =>
  resourceAccount === undefined || principal.includes(`:${resourceAccount}:`) ? null : resourceAccount

/** A document alone is named by its file. */
function statementName({ policy, statement }: Counterexample['allowedBy'][number], subject: Subject, file: string): string {
  const found = policiesOf(subject).find(({ name }) => name === policy)
  const at = found?.policy.statements.find(({ index }) => index === statement)
  const sid = at?.sid === null || at?.sid === undefined || at.sid === '' ? '' : ` (${at.sid})`
  const single = subject.kind !== 'set' && subject.policies.length === 1
  return `statement ${statement} of ${single ? file : policy}${sid}${at?.at == null ? '' : `, ${renderPlace(at.at)}`}`
}

const policiesOf = (subject: Subject): readonly NamedPolicy[] => {
  if (subject.kind !== 'set') return subject.policies
  const { identity, resource } = subject.set
  return [
    ...identity.map(({ name, policy }) => ({ name: `identity:${name}`, policy })),
    ...(resource === null ? [] : [{ name: 'resource', policy: resource }]),
  ]
}

/** What denies the request on the other side, or the Allow that would only just have to take it. */
function missing({ request: input }: Counterexample, other: Subject, to: string, style: Style): readonly string[] {
  const request = resolveRequest(input)
  if (!request.ok) return []
  const set =
    other.kind === 'set'
      ? other.set
      : other.kind === 'identity'
        ? { ...NONE, identity: other.policies }
        : { ...NONE, resource: other.policies[0]?.policy ?? null }
  const { steps, nearest } = walk(set, request.value)
  const denial = steps.find(({ outcome }) => outcome === 'explicitDeny')
  if (denial !== undefined)
    return [
      `    ${style.dim('denied by')} statement ${denial.statement} of ${to}${denial.at === null ? '' : `, ${renderPlace(denial.at)}`}`,
    ]
  const near = nearest.slice(0, 1)
  if (near.length === 0) return [`    ${style.dim('no statement of')} ${to} ${style.dim('comes near')}`]
  return near.map(
    (miss) =>
      `    ${style.dim('nearest')} statement ${miss.statement} of ${to}${miss.at === null ? '' : `, ${renderPlace(miss.at)}`}: ${miss.mismatches.map(explainMismatch).join('; ')}`,
  )
}

const NONE = { identity: [], resource: null, permissionBoundary: null, session: null, scps: null, rcps: null, vpcEndpoint: null }

/** A region shows this many of its actions and resources; the rest is counted. */
const MOST_SHOWN = 8

export function renderRegions(what: string, regions: readonly Region[], paint: (text: string) => string, style: Style): readonly string[] {
  if (regions.length === 0) return [`nothing is ${what}`]
  return [`${what}:`, ...regions.map((region) => renderRegion(region, paint, style))]
}

function renderRegion(region: Region, paint: (text: string) => string, style: Style): string {
  const except = region.exceptResources === undefined ? '' : ` ${style.dim('but')} ${shown(region.exceptResources)}`
  const who = region.principals === undefined ? '' : ` ${style.dim('by')} ${shown(region.principals)}`
  const conditions = region.conditions.map(({ operator, key, values }) => `${operator} ${key} ${values.join(', ')}`)
  const where = conditions.length === 0 ? '' : ` ${style.dim('where')} ${conditions.join(` ${style.dim('and')} `)}`
  return `  ${paint(shown(region.actions))} ${style.dim('on')} ${shown(region.resources)}${except}${who}${where}`
}

const shown = (texts: readonly string[]): string =>
  texts.length <= MOST_SHOWN ? texts.join(', ') : `${texts.slice(0, MOST_SHOWN).join(', ')} and ${texts.length - MOST_SHOWN} more`
