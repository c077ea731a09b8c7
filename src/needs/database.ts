/** The resource IDs of databases, which IAM names a database by: they are in no host, but the template has them as attributes. */
import { any, type SymText, symbol, symText } from '../policy/index.js'
import { type DeclaredIndex, named } from './declared.js'

export interface Database {
  /** What stands for it in `dbuser:ID/USER`. */
  readonly id: SymText
  readonly sure: { readonly certainty: 'resolved' | 'wildcard'; readonly why: string | null }
}

/** Source: CloudFormation Template Reference, "Return values" of the types. */
const ID_ATTRIBUTES: ReadonlyMap<string, string> = new Map([
  ['AWS::RDS::DBCluster', 'DBClusterResourceId'],
  ['AWS::RDS::DBInstance', 'DbiResourceId'],
])

const PROXIES: ReadonlySet<string> = new Set(['AWS::RDS::DBProxy', 'AWS::RDS::DBProxyEndpoint'])

/**
 * @param host the host that a token is made for, as a symbol of the template
 * @returns null where it is no database of the app
 * @source RDS User Guide, "Creating and using an IAM policy for IAM database access": a proxy is named by its own ID
 */
export function databaseAt(host: SymText, declared: DeclaredIndex): Database | null {
  const found = named(host, declared)
  if (found === null) return null
  const { id, type } = found.declared
  const attribute = ID_ATTRIBUTES.get(type)
  if (attribute !== undefined) return { id: [symbol(`${id}.${attribute}`)], sure: { certainty: 'resolved', why: null } }
  if (!PROXIES.has(type)) return null
  return { id: symText('prx-', any), sure: { certainty: 'resolved', why: null } }
}
