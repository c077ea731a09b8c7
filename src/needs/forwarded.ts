/**
 * Calls that make a service do more with the caller's rights than their input says: a query reads tables and files, a stack
 * makes resources. What for is in no call, so the function keeps what its template declares for the services that are asked.
 * Sources: Athena User Guide, "Control access to Amazon S3 from Athena"; AWS CloudFormation User Guide, "How CloudFormation
 * works", permissions of a stack without a role; Redshift Management Guide, "Access the Amazon Redshift Data API".
 */
import type { AppFunction } from '../app/index.js'
import type { Problem } from '../outcome/index.js'
import { any, symText } from '../policy/index.js'
import type { Call } from '../trace/index.js'
import { isOfOtherType } from './applies.js'
import { canonicalArn } from './arn.js'
import type { Atom } from './atom.js'
import { member } from './input.js'
import type { World } from './scope.js'

interface Forwarding {
  readonly call: RegExp
  /** IAM prefixes of what is asked with the caller's rights; null: any. */
  readonly services: readonly string[] | null
  /** A role that is given instead answers for all of it. */
  readonly role: string | null
  readonly what: string
}

const FORWARDING: readonly Forwarding[] = [
  {
    call: /^athena StartQueryExecution$/,
    services: ['glue', 'kms', 'lakeformation', 's3'],
    role: null,
    what: 'the query reads and writes',
  },
  {
    call: /^cloudformation (Create|Update|Delete)Stack$|^cloudformation ExecuteChangeSet$/,
    services: null,
    role: 'RoleARN',
    what: 'the stack makes',
  },
]

export interface Forwarded {
  readonly atoms: readonly Atom[]
  readonly unresolved: readonly Problem[]
}

/** @returns what a call makes its service do with the caller's rights; null where it does nothing so */
export function forwardingOf({ service, operation, input }: Pick<Call, 'service' | 'operation' | 'input'>): Forwarding | null {
  const row = FORWARDING.find((one) => one.call.test(`${service} ${operation}`))
  return row === undefined || (row.role !== null && member(input, row.role).missing === 'never') ? null : row
}

export function forwardedNeeds(fn: AppFunction, calls: readonly Call[], world: World): Forwarded {
  const found = calls.flatMap((call) => {
    const row = forwardingOf(call)
    return row === null ? [] : [{ call, row }]
  })
  return {
    atoms: found.flatMap(({ call, row }) => declaredFor(fn, call, row, world)),
    unresolved: found.map(({ call, row }) => ({
      code: 'needs/forwarded',
      message: `what ${row.what} with the function's rights is in no call, so what the template declares for it is kept`,
      hint: 'narrow that in the template, or refuse what it does not need under `refuse` in rolewright.config.yaml',
      at: call.at,
    })),
  }
}

function declaredFor(fn: AppFunction, call: Call, { services }: Forwarding, world: World): readonly Atom[] {
  const isAsked = (action: string): boolean => services === null || services.includes(action.split(':')[0] ?? '')
  return fn.declared
    .filter((s) => s.effect === 'allow' && s.origin.kind !== 'implicit' && s.notActions.length === 0 && s.notResources.length === 0)
    .flatMap((statement) =>
      statement.actions.filter(isAsked).flatMap((action) =>
        statement.resources
          .map((resource) => canonicalArn(resource, world.declared).arn)
          .filter((resource) => !isOfOtherType(action, resource, world.declared))
          .map(
            (resource): Atom => ({
              action,
              resource: resource.length === 0 ? symText(any) : resource,
              conditions: statement.conditions,
              kind: 'declared',
              certainty: resource.every((piece) => piece.kind === 'any') ? 'wildcard' : 'assumed',
              reason: `asked for by ${call.service}:${call.operation}`,
              evidence: {
                at: call.at,
                operation: `${call.service}:${call.operation}`,
                via: call.via.map(({ name }) => name),
                chain: call.via.map(({ at }) => at),
              },
            }),
          ),
      ),
    )
}
