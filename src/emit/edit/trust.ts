/** The trust policy of a role that stays: kept where it lets in those who need it and nobody for everyone, else exchanged. */
import { takesSourceConditions } from '../../roles/index.js'
import type { Json } from '../yaml.js'
import { isMap, type JsonMap, listOf } from './template.js'

/** @returns the policy that the role should have, and whether it lets in more than the app needs */
export function trustFor(present: Json | undefined, generated: Json): { readonly policy: Json; readonly others: boolean } {
  if (!isMap(present)) return { policy: generated, others: false }
  const statements = listOf(present.Statement)
  if (statements.some((s) => !isMap(s) || !isPlain(s))) return { policy: present, others: false }
  const wanted = new Set(listOf(isMap(generated) ? generated.Statement : undefined).flatMap(servicesOf))
  const allowed = statements.flatMap(servicesOf)
  const others = statements.some(
    (s) => isMap(s) && s.Effect === 'Allow' && (!isMap(s.Principal) || Object.keys(s.Principal).some((key) => key !== 'Service')),
  )
  const missing = [...wanted].filter((service) => !allowed.includes(service))
  const open = statements.some(
    (s) => isMap(s) && s.Condition === undefined && servicesOf(s).some((service) => wanted.has(service) && takesSourceConditions(service)),
  )
  if (others) {
    const more = listOf(isMap(generated) ? generated.Statement : undefined).filter((s) =>
      servicesOf(s).some((service) => missing.includes(service)),
    )
    return { policy: more.length === 0 ? present : { ...present, Statement: [...statements, ...more] }, others: true }
  }
  const spare = allowed.filter((service) => !wanted.has(service))
  const keeps = missing.length === 0 && spare.length === 0 && !open
  return { policy: keeps ? present : generated, others: false }
}

/** Without functions of CloudFormation where this has to look. */
const isPlain = (statement: JsonMap): boolean =>
  typeof statement.Effect === 'string' &&
  Object.keys(statement).every((key) => !key.startsWith('Fn::')) &&
  listOf(isMap(statement.Principal) ? statement.Principal.Service : undefined).every((s) => typeof s === 'string' || isUrlSuffix(s))

const isUrlSuffix = (value: Json): boolean => isMap(value) && typeof value['Fn::Sub'] === 'string'

/** Services as in the aws partition: `lambda.${AWS::URLSuffix}` is `lambda.amazonaws.com`. */
function servicesOf(statement: Json): readonly string[] {
  if (!isMap(statement) || statement.Effect !== 'Allow' || !isMap(statement.Principal)) return []
  return listOf(statement.Principal.Service).map((service) => {
    const text = typeof service === 'string' ? service : isMap(service) ? String(service['Fn::Sub']) : ''
    return text.replace('${AWS::URLSuffix}', 'amazonaws.com')
  })
}
