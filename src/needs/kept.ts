/**
 * Functions whose code is not read: another language, code that is not here, a handler that cannot be entered. What they call
 * is not seen, so they keep what their template declares for them, as it is written there; a role of the platform's needs
 * alone would break them.
 */
import type { AppFunction, DeclaredStatement } from '../app/index.js'
import { actionsOf, expandActions, findAction, managedPolicy, matchesGlob, services } from '../catalog/index.js'
import type { Finding, Problem } from '../outcome/index.js'
import { any, printSym, type SymText, symText } from '../policy/index.js'
import type { Trace } from '../trace/index.js'
import { isOfOtherType } from './applies.js'
import { canonicalArn } from './arn.js'
import type { Atom } from './atom.js'
import type { World } from './scope.js'

export interface Kept {
  readonly atoms: readonly Atom[]
  /** Policies of elsewhere that stay on the role. */
  readonly managedPolicies: readonly SymText[]
  /** What keeps the code from being read, where nobody has said it yet. */
  readonly unresolved: readonly Problem[]
  readonly notes: readonly Finding[]
}

/** @returns null where the code is read, and what it calls is known */
export function keptNeeds(fn: AppFunction, trace: Trace | undefined, platform: readonly Atom[], world: World): Kept | null {
  const why = unreadBecause(fn, trace)
  if (why === null) return null
  const covered = new Set(platform.map(({ action }) => action))
  const atoms = fn.declared
    .filter((statement) => statement.effect === 'allow' && statement.origin.kind !== 'implicit')
    .flatMap((statement) => atomsOf(statement, why, covered, world))
  const problem = isOtherLanguage(fn) ? otherLanguage(fn) : notFollowed(fn, why)
  const denied = fn.declared.some((statement) => statement.effect === 'deny')
  return {
    atoms,
    managedPolicies: fn.policiesElsewhere,
    // What is wrong with code that is not here was said when it was looked for.
    unresolved: isOtherLanguage(fn) ? [problem] : [],
    notes: [...(isOtherLanguage(fn) ? [] : [{ ...problem, ...warning(fn) }]), ...(denied ? [deniedNote(fn)] : [])],
  }
}

/** A container's language is not known without its source. */
export const isOtherLanguage = ({ language, runtime }: AppFunction): boolean =>
  language !== 'javascript' && !(language === 'other' && runtime === null)

const otherLanguage = (fn: AppFunction): Problem => ({
  code: 'trace/language',
  message: `its code is ${languageName(fn)}, which is not read, so ${keptText(fn)}`,
  hint:
    hintFor(fn) ??
    'narrow what the template declares for it by hand: the generated role follows; code is read in JavaScript and TypeScript',
  at: fn.at,
})

const notFollowed = (fn: AppFunction, why: string): Problem => ({
  code: 'trace/code-absent',
  message: `${why}, so ${keptText(fn)}`,
  hint:
    hintFor(fn) ??
    'bring its source here (build the app, correct CodeUri and Handler), or narrow what the template declares for it by hand',
  at: fn.at,
})

/** Problems after which nothing of a handler was followed, and one after which not all of it was. */
const NOT_ENTERED: ReadonlySet<string> = new Set(['trace/no-handler', 'trace/opaque-handler', 'trace/budget'])
const NOT_LOADED: ReadonlySet<string> = new Set(['trace/syntax', 'trace/unreadable'])

function unreadBecause(fn: AppFunction, trace: Trace | undefined): string | null {
  if (isOtherLanguage(fn)) return `its code is ${languageName(fn)}, which is not read`
  if (fn.code.kind === 'absent') return 'its code is not here'
  const { file } = fn.code.entry
  const open = trace?.unresolved ?? []
  if (open.some(({ code, at }) => NOT_ENTERED.has(code) && at?.file === file)) return 'its code is not followed to the end'
  return open.some(({ code, at }) => NOT_LOADED.has(code) && at?.file === file) ? 'its code cannot be read' : null
}

function languageName({ runtime, language }: AppFunction): string {
  if (runtime === null) return language === 'python' ? 'Python' : 'of a language that is not known'
  const known = LANGUAGES.find(([start]) => runtime.startsWith(start))?.[1]
  return known === undefined ? `for \`${runtime}\`` : `${known} (\`${runtime}\`)`
}

const LANGUAGES = [
  ['python', 'Python'],
  ['java', 'Java'],
  ['dotnet', '.NET'],
  ['ruby', 'Ruby'],
  ['go', 'Go'],
  ['provided', 'for a runtime of its own'],
] as const

function keptText({ role, policiesElsewhere }: AppFunction): string {
  if (role.kind === 'external') return 'nothing is known of what it needs: its role is not in the template either'
  if (role.kind === 'none') return 'only what Lambda itself needs for it is known'
  return `it keeps what the template declares for it${policiesElsewhere.length === 0 ? '' : ', policies of elsewhere included'}`
}

/** What to do where the template declares nothing that could be kept. */
function hintFor({ role }: AppFunction): string | null {
  if (role.kind === 'none') return 'say under `add` in rolewright.config.yaml what it needs; code is read in JavaScript and TypeScript'
  return role.kind === 'external' ? 'leave it the role that it has, or say under `add` in rolewright.config.yaml what it needs' : null
}

const warning = (fn: AppFunction): Pick<Finding, 'severity' | 'subject'> => ({ severity: 'warning', subject: fn.id })

const deniedNote = (fn: AppFunction): Finding => ({
  code: 'needs/deny-left-out',
  message: 'what its present role denies is not in the generated role, which only allows',
  hint: 'put the denial into a permissions boundary (`boundary` in rolewright.config.yaml), or beside the generated policies',
  at: fn.declared.find((statement) => statement.effect === 'deny')?.at ?? fn.at,
  ...warning(fn),
})

function atomsOf(statement: DeclaredStatement, why: string, covered: ReadonlySet<string>, world: World): readonly Atom[] {
  const resources = resourcesOf(statement, world)
  return actionsKept(statement, covered).flatMap((action) =>
    resources
      .filter((resource) => !isOfOtherType(action, resource, world.declared))
      .map(
        (resource): Atom => ({
          action,
          resource,
          conditions: statement.conditions,
          kind: 'declared',
          certainty: resource.every((piece) => piece.kind === 'any') ? 'wildcard' : 'assumed',
          reason: why,
          evidence: { at: statement.at, operation: statement.origin.name, via: [], chain: [] },
        }),
      ),
  )
}

/** What `NotResource` leaves cannot be named. */
function resourcesOf(statement: DeclaredStatement, world: World): readonly SymText[] {
  if (statement.notResources.length > 0 || statement.resources.length === 0) return [symText(any)]
  const unique = new Map(statement.resources.map((r) => canonicalArn(r, world.declared).arn).map((r) => [printSym(r), r]))
  return [...unique.values()]
}

/** Managed policies of AWS give what the platform needs on every resource; the platform's own grants name them. */
function actionsKept(statement: DeclaredStatement, covered: ReadonlySet<string>): readonly string[] {
  if (statement.notActions.length > 0) return allBut(statement.notActions)
  const spelled = [...new Set(statement.actions.map((action) => findAction(action)?.action ?? action))]
  if (statement.origin.kind !== 'managed' || managedPolicy(statement.origin.name) === null) return spelled
  return spelled.filter((action) => !covered.has(action) && !OWN_LOGS.has(action))
}

const OWN_LOGS: ReadonlySet<string> = new Set(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'])

/** `NotAction` in the form of actions: whole services that it does not touch, and the rest of those that it does. */
function allBut(excepted: readonly string[]): readonly string[] {
  const without = excepted.map((pattern) => pattern.toLowerCase())
  return services().flatMap((service) => {
    const touched = without.filter((pattern) => pattern === '*' || matchesGlob(pattern.split(':')[0] ?? '', service))
    if (touched.length === 0) return [`${service}:*`]
    const gone = new Set(touched.flatMap((pattern) => expandActions(pattern)))
    return actionsOf(service).filter((action) => !gone.has(action))
  })
}
