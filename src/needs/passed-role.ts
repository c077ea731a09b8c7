/** Roles that are handed over: those of a declared task definition, and the services that a declared role may be handed to. */
import { type SymText, symText } from '../policy/index.js'
import { canonicalArn, isArnSymbol } from './arn.js'
import { type Declared, matchNames, named } from './declared.js'
import type { World } from './scope.js'
import type { GrantCondition } from './types.js'
import { itemsOf, textsAt, valuesAt } from './value.js'

/**
 * The roles of a task definition: what its containers run as, and what ECS starts them with.
 * Source: ECS Developer Guide, "Amazon ECS task IAM role", "Amazon ECS task execution IAM role".
 *
 * @param definition family, `family:revision` or ARN, as the call names it
 * @returns null where the app does not declare it
 */
export function rolesOfTask(definition: SymText, world: World): readonly SymText[] | null {
  const found = taskDefinition(definition, world)
  if (found === null) return null
  return ['TaskRoleArn', 'ExecutionRoleArn']
    .flatMap((property) => textsAt(found.resource.properties, [property]))
    .map((role) => (isArnSymbol(role) || role[0]?.kind !== 'symbol' ? canonicalArn(role, world.declared).arn : role))
}

function taskDefinition(definition: SymText, world: World): Declared | null {
  const declared = world.declared.byType.get('AWS::ECS::TaskDefinition') ?? []
  const direct = named(definition, world.declared)
  if (direct !== null) return declared.includes(direct.declared) ? direct.declared : null
  const [first] = definition
  const family =
    first?.kind === 'text' ? symText(first.text.replace(/^.*task-definition\//, '').replace(/:\d+$/, ''), definition.slice(1)) : definition
  const families = declared.map((one): Declared => ({ ...one, names: textsAt(one.resource.properties, ['Family']) }))
  const [same] = matchNames(family, families).same
  return same === undefined ? null : (world.declared.byId.get(same.id) ?? null)
}

/**
 * A role that the app declares can be handed only to those whom its trust policy names, so the grant says so where AWS names
 * no one service for the call.
 */
export function passedTo(role: Declared): readonly GrantCondition[] {
  const statements = valuesAt(role.resource.properties, ['AssumeRolePolicyDocument', 'Statement']).flatMap(itemsOf)
  const services = statements
    .flatMap((statement) => valuesAt(statement, ['Principal', 'Service']))
    .flatMap(itemsOf)
    .flatMap((value) => textsAt(value))
  const known = services.length > 0 && services.every((service) => service.every((piece) => piece.kind !== 'any'))
  return known ? [{ operator: 'StringEquals', key: 'iam:PassedToService', values: services }] : []
}
