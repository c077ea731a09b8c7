/** Needed, generated and declared side by side: widths in cells, and findings with their places. */
import type { App } from '../app/index.js'
import { expandActions } from '../catalog/index.js'
import { indexDeclared, type Needs } from '../needs/index.js'
import { comparePlaces, type Finding, type Problem } from '../outcome/index.js'
import { parseSym } from '../policy/index.js'
import type { CfnString, Role, Roles } from '../roles/index.js'
import { accessOf, widthOf } from './declared-cells.js'
import { letInFindings } from './let-in.js'
import { missingFindings } from './missing.js'
import { neverMatchingFindings } from './never-matches.js'
import { otherUserFindings } from './other-users.js'
import { sharedFindings } from './shared.js'
import { subjectsOf } from './subject.js'
import { trustFindings } from './trust.js'
import { unneededFindings } from './unneeded.js'

/** `cells`: pairs of action and resource pattern after wildcard actions were expanded. */
export interface Width {
  readonly actions: number
  readonly cells: number
}

export interface Review {
  /** By function, sorted. */
  readonly widths: ReadonlyMap<string, { readonly declared: Width; readonly generated: Width }>
  /** The most severe first, then by place. */
  readonly findings: readonly Finding[]
}

export function review(app: App, needs: Needs, roles: Roles): Review {
  const index = indexDeclared(app)
  const subjects = subjectsOf(app, needs, index)
  const byId = new Map(roles.roles.map((role) => [role.id, role]))
  const widths = new Map(
    [...app.functions.values()]
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .map((fn) => {
        const own = roles.assignments.find((a) => a.subject === fn.id)?.roles ?? []
        return [
          fn.id,
          { declared: widthOf(accessOf(fn, index)), generated: widthOfRoles(own.flatMap((id) => byId.get(id) ?? [])) },
        ] as const
      }),
  )
  const findings = [
    ...subjects.flatMap((s) => [
      ...missingFindings(s, index),
      ...unneededFindings(s, index),
      ...sharedFindings(s),
      ...neverMatchingFindings(s, index),
    ]),
    ...letInFindings(app, needs, index),
    ...trustFindings(app),
    ...otherUserFindings(app, needs, roles, index),
    ...roles.findings,
    ...openFindings(app, needs),
  ]
  return { widths, findings: sortFindings(findings) }
}

function widthOfRoles(roles: readonly Role[]): Width {
  const statements = roles.flatMap((role) => role.policies.flatMap((policy) => policy.document.Statement))
  const spelled = (pattern: string): readonly string[] => {
    const found = expandActions(pattern)
    return found.length === 0 ? [pattern] : found
  }
  return widthOf(statements.map((s) => ({ actions: s.Action.flatMap(spelled), resources: s.Resource.map((r) => parseSym(written(r))) })))
}

/** Only to tell resources apart. */
const written = (value: CfnString): string => {
  if (typeof value === 'string') return value
  const sub = value['Fn::Sub']
  return typeof sub === 'string' ? sub : JSON.stringify(sub)
}

/** What could not be settled, and what was offered or refused. */
function openFindings(app: App, needs: Needs): readonly Finding[] {
  const ofFunctions = [...needs.functions].flatMap(([id, own]) => [...own.unresolved.map((p) => asFinding(p, id)), ...own.notes])
  const ofPrincipals = [...needs.principals].flatMap(([id, own]) => [...own.unresolved.map((p) => asFinding(p, id)), ...own.notes])
  const said = new Set(ofFunctions.map(problemKey))
  const ofApp = app.problems.filter((problem) => !said.has(problemKey(problem)))
  return [...ofFunctions, ...ofPrincipals, ...ofApp.map((p) => asFinding(p, p.at?.file ?? app.templates[0] ?? ''))]
}

/** What is said of a function is not said of its template once more. */
const problemKey = ({ code, message, at }: Problem): string => JSON.stringify([code, message, at])

const asFinding = (problem: Problem, subject: string): Finding => ({
  ...problem,
  subject,
  severity: problem.code === 'needs/assumed-resource' ? 'info' : 'warning',
})

const SEVERITIES: Readonly<Record<Finding['severity'], number>> = { error: 0, warning: 1, info: 2 }

function sortFindings(all: readonly Finding[]): readonly Finding[] {
  const unique = new Map(all.map((f) => [JSON.stringify([f.code, f.subject, f.at, f.message]), f]))
  const text = (f: Finding): string => JSON.stringify([f.code, f.subject, f.message])
  return [...unique.values()].sort(
    (a, b) =>
      SEVERITIES[a.severity] - SEVERITIES[b.severity] || comparePlaces(a.at, b.at) || (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0),
  )
}
