/**
 * What the code of resolvers asks of their data source: mapping templates and JavaScript, whose requests are objects, or made
 * by the helpers of AppSync's own library.
 * Source: AppSync Developer Guide, "JavaScript resolver function reference for DynamoDB", "Amazon DynamoDB built-in module".
 */
import type { Resource } from '../../app/index.js'
import type { Place } from '../../outcome/index.js'
import { printSym, type SymText } from '../../policy/index.js'
import type { World } from '../scope.js'
import { textsAt } from '../value.js'

/** One resolver or function of a pipeline that uses a data source. */
export interface Asking {
  /** `Query.getPost`, or the function's name. */
  readonly asks: string
  /** Null where the code is not here. */
  readonly code: string | null
  readonly at: Place
}

const TYPES = ['AWS::AppSync::Resolver', 'AWS::AppSync::FunctionConfiguration']

export function askingOf(source: Resource, world: World): readonly Asking[] {
  return TYPES.flatMap((type) => world.declared.byType.get(type) ?? [])
    .filter(({ resource }) => textsAt(resource.properties, ['DataSourceName']).some((name) => namesSource(name, source)))
    .map(({ resource }) => {
      const texts = ['RequestMappingTemplate', 'Code'].flatMap((key) => textsAt(resource.properties, [key]).map(printSym))
      const field = ['TypeName', 'FieldName'].map((key) => textsAt(resource.properties, [key])[0])
      const asks = field.every((part) => part !== undefined)
        ? field.map((part) => printSym(part ?? [])).join('.')
        : `Functions.${resource.id}`
      return { asks, code: texts.length === 0 ? null : texts.join('\n'), at: resource.at }
    })
}

function namesSource(name: SymText, source: Resource): boolean {
  const [first] = name
  if (first?.kind === 'symbol') return first.name === `${source.id}.Name` || first.name === source.id
  return textsAt(source.properties, ['Name']).some((own) => printSym(own) === printSym(name))
}

/** Helpers of `@aws-appsync/utils/dynamodb` by the operations that they ask for. */
const HELPERS: ReadonlyMap<string, string> = new Map([
  ['get', 'GetItem'],
  ['put', 'PutItem'],
  ['update', 'UpdateItem'],
  ['remove', 'DeleteItem'],
  ['query', 'Query'],
  ['scan', 'Scan'],
  ['sync', 'Sync'],
  ['batchGet', 'BatchGetItem'],
  ['batchPut', 'BatchPutItem'],
  ['batchDelete', 'BatchDeleteItem'],
  ['transactGet', 'TransactGetItems'],
  ['transactWrite', 'TransactWriteItems'],
])

const HELPERS_FROM = /import\s*(?:\*\s*as\s+(\w+)|\{([^}]*)\})\s*from\s*["']@aws-appsync\/utils\/dynamodb["']/g

/** @returns what requests name as their `operation`, also on both sides of a choice; null where one is not written there */
export function writtenOperations(code: string): readonly string[] | null {
  const named = [...code.matchAll(/\boperation\b["']?\s*:([^,}\n]*)/g)].map(([, value = '']) =>
    [...value.matchAll(/["'](\w+)["']/g)].flatMap((found) => found[1] ?? []),
  )
  return named.some((names) => names.length === 0) ? null : named.flat()
}

/** @returns operations that the code's requests name, sorted; none where it is not seen which */
export function operationsIn(code: string): readonly string[] {
  const written = writtenOperations(code)
  if (written === null) return []
  const helped = [...code.matchAll(HELPERS_FROM)].flatMap(([, namespace, names]) => {
    if (namespace !== undefined)
      return [...HELPERS].filter(([name]) => uses(code, `${namespace}\\.${name}`)).map(([, operation]) => operation)
    return (names ?? '').split(',').flatMap((part) => {
      const [name = '', local = name] = part.trim().split(/\s+as\s+/)
      const operation = HELPERS.get(name)
      return operation !== undefined && uses(code, local) ? [operation] : []
    })
  })
  // Without its import the library goes by the name that AWS's examples give it.
  const unnamed = helped.length > 0 ? [] : [...HELPERS].filter(([name]) => uses(code, `ddb\\.${name}`)).map(([, operation]) => operation)
  return [...new Set([...written, ...helped, ...unnamed])].sort()
}

const uses = (code: string, name: string): boolean => new RegExp(`(?<![\\w.$])${name}\\s*(?:<[^(]*>)?\\(`).test(code)

/** @returns the indexes that queries and scans of the code name; `*` where one is made up, null where they may be of the table */
export function indexesIn(code: string): readonly string[] | null {
  if (!/\bindex\b["']?\s*:/.test(code)) return null
  const names = [...code.matchAll(/\bindex["']?\s*:\s*["']([\w.-]+)["']/g)].flatMap((found) => found[1] ?? [])
  return names.length === 0 ? ['*'] : [...new Set(names)].sort()
}
