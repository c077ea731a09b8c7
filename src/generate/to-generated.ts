/** The rooms' values → the contract's value: plain JSON in canonical order. */
import type { App, AppFunction } from '../app/index.js'
import type { Grant, Needs } from '../needs/index.js'
import type { Finding, Problem } from '../outcome/index.js'
import { printSym } from '../policy/index.js'
import type { Review } from '../review/index.js'
import type { Role, Roles } from '../roles/index.js'
import type {
  Generated,
  GeneratedFunction,
  GeneratedGrant,
  GeneratedPrincipal,
  GeneratedProof,
  GeneratedRole,
  GeneratedUnresolved,
} from './types.js'

export interface Found {
  readonly app: App
  readonly needs: Needs
  readonly roles: Roles
  readonly review: Review
  readonly proofs: readonly GeneratedProof[]
}

export function toGenerated({ app, needs, roles, review, proofs }: Found): Generated {
  const roleOf = new Map(roles.assignments.map((a) => [a.subject, a.roles[0] ?? '']))
  return {
    app: { templates: app.templates, format: app.format },
    functions: record(app.functions, (fn) => functionOf(fn, needs, roleOf.get(fn.id) ?? '')),
    principals: record(
      needs.principals,
      ({ service, grants }, id): GeneratedPrincipal => ({ service, role: roleOf.get(id) ?? '', grants: grants.map(grantOf) }),
    ),
    roles: record(new Map(roles.roles.map((role) => [role.id, role])), generatedRole),
    resourcePolicies: roles.resourcePolicies.map(({ resource, kind, document }) => ({ resource: printSym(resource), kind, document })),
    widths: record(review.widths, (width) => width),
    proofs: [...proofs].sort((a, b) => (a.claim + a.subject < b.claim + b.subject ? -1 : 1)),
    findings: review.findings.map(findingOf),
  }
}

/** Keys are outside text: an object without a prototype takes any of them. */
function record<T, U>(map: ReadonlyMap<string, T>, make: (value: T, key: string) => U): Readonly<Record<string, U>> {
  const out: Record<string, U> = Object.create(null) as Record<string, U>
  for (const [key, value] of [...map].sort(([a], [b]) => (a < b ? -1 : 1))) out[key] = make(value, key)
  return out
}

function functionOf(fn: AppFunction, needs: Needs, role: string): GeneratedFunction {
  const own = needs.functions.get(fn.id)
  return {
    handler: fn.code.kind === 'absent' ? null : { file: fn.code.entry.file, export: fn.code.entry.exportName },
    runtime: fn.runtime,
    role,
    grants: (own?.grants ?? []).map(grantOf),
    unresolved: (own?.unresolved ?? []).map((p) => unresolvedOf(p, fn)),
  }
}

const grantOf = (grant: Grant): GeneratedGrant => ({
  actions: grant.actions,
  resources: grant.resources.map(printSym),
  conditions: grant.conditions.map((c) => ({ operator: c.operator, key: c.key, values: c.values.map(printSym) })),
  kind: grant.kind,
  certainty: grant.certainty,
  ...(grant.reason === null ? {} : { reason: grant.reason }),
  evidence: grant.evidence.map((e) => ({ file: e.at.file, line: e.at.line, column: e.at.column, operation: e.operation, via: e.via })),
})

/** A problem of the whole function stands where the template declares it. */
function unresolvedOf(problem: Problem, fn: AppFunction): GeneratedUnresolved {
  const at = problem.at ?? fn.at
  return { file: at.file, line: at.line, column: at.column, code: problem.code, message: problem.message, hint: problem.hint }
}

const generatedRole = (role: Role): GeneratedRole => ({
  usedBy: role.usedBy,
  trustPolicy: role.trustPolicy,
  policies: role.policies.map(({ name, document }) => ({ name, document })),
  managedPolicyArns: role.managedPolicyArns,
  permissionsBoundary: role.permissionsBoundary === null ? null : printSym(role.permissionsBoundary),
  sizeChars: role.sizeChars,
})

const findingOf = ({ code, severity, subject, message, hint, at }: Finding): Finding => ({ code, severity, subject, message, hint, at })
