/**
 * A policy document, of text or of a JSON value, to the model, with every reason why IAM would not store it.
 *
 * Source: IAM User Guide, "Grammar of the IAM JSON policy language" and "IAM JSON policy elements: Version".
 */
import { fail, ok, type Place, type Result } from '../outcome/index.js'
import { type Elements, readElements } from './elements.js'
import { type Parsing, type PolicyError, quoted, report } from './errors.js'
import { type JsonFault, type JsonNode, jsonNodeOf, placesIn, readJson } from './json.js'
import { aKind, parseStatement, type Setting } from './parse-statement.js'
import type { Policy, PolicyKind, Statement } from './types.js'

/**
 * @param source the document's text; any other value is taken as the document itself, whose errors have no place
 * @param file what places name
 * @returns the policy, or all errors in the order of the text
 * @errors every code of `PolicyErrorCode`
 */
export function parsePolicy(source: unknown, kind: PolicyKind, file = 'policy.json'): Result<Policy, readonly PolicyError[]> {
  return typeof source === 'string'
    ? parseRoot(readJson(source), { kind, placeOf: placesIn(source, file), errors: [] })
    : parsePolicyValue(source, kind)
}

/** A document that somebody parsed already; a string is no document here. */
export const parsePolicyValue = (document: unknown, kind: PolicyKind): Result<Policy, readonly PolicyError[]> =>
  parseRoot(jsonNodeOf(document), { kind, placeOf: () => null, errors: [] })

/** A document that is part of a larger JSON text. */
export const parsePolicyNode = (
  document: JsonNode,
  kind: PolicyKind,
  placeOf: (at: number) => Place | null,
): Result<Policy, readonly PolicyError[]> => parseRoot(ok(document), { kind, placeOf, errors: [] })

function parseRoot(root: Result<JsonNode, JsonFault>, parsing: Parsing): Result<Policy, readonly PolicyError[]> {
  const { errors } = parsing
  if (!root.ok) {
    report(parsing, root.error.at, 'policy/not-json', `the document is not JSON: ${root.error.message}`, 'correct the text at this place')
    return fail(errors)
  }
  const policy = parseDocument(parsing, root.value)
  return policy === null || errors.length > 0 ? fail(errors) : ok(policy)
}

const WITH_ID = new Set(['Version', 'Id', 'Statement'])
const WITHOUT_ID = new Set(['Version', 'Statement'])
// Source: IAM User Guide, "IAM JSON policy elements: Id": for resource-based policies; Organizations lists no such element.
const KINDS_WITH_ID: ReadonlySet<PolicyKind> = new Set(['resource', 'trust', 'vpcEndpoint'])

function parseDocument(parsing: Parsing, root: JsonNode): Policy | null {
  if (root.kind !== 'object') {
    report(
      parsing,
      root.at,
      'policy/not-an-object',
      `the document is ${root.kind === 'null' ? 'null' : `a JSON ${root.kind}`}, not an object`,
      'a policy is an object with `Version` and `Statement`',
    )
    return null
  }
  const withId = KINDS_WITH_ID.has(parsing.kind)
  const id = root.members.find((member) => member.key === 'Id')
  if (id !== undefined && !withId)
    report(parsing, id.at, 'policy/prohibited-element', `${aKind(parsing.kind)} has no \`Id\``, 'take `Id` out')
  const elements = readElements(parsing, root, id === undefined && !withId ? WITHOUT_ID : WITH_ID, 'a policy')
  const version = parseVersion(parsing, elements)
  const statement = elements.get('Statement')
  if (statement === undefined) {
    report(parsing, root.at, 'policy/missing-element', 'the document has no `Statement`', 'a policy needs `Statement`')
    return null
  }
  if (statement.value.kind !== 'object' && statement.value.kind !== 'array') {
    report(
      parsing,
      statement.value.at,
      'policy/bad-type',
      '`Statement` is neither an object nor a list',
      'write a statement or a list of them',
    )
    return null
  }
  return { version, id: parseId(parsing, elements), statements: parseStatements(parsing, statement.value, version === '2012-10-17') }
}

function parseStatements(
  parsing: Parsing,
  node: Extract<JsonNode, { kind: 'object' | 'array' }>,
  variables: boolean,
): readonly Statement[] {
  const nodes = node.kind === 'array' ? node.items : [node]
  const setting: Setting = { variables, isKeyPolicy: isKeyPolicy(nodes) }
  const sids = new Set<string>()
  return nodes.flatMap((item, index) => {
    const statement = parseStatement(parsing, item, index, setting)
    if (statement === null) return []
    if (statement.sid !== null && statement.sid !== '') {
      if (sids.has(statement.sid))
        report(
          parsing,
          item.at,
          'policy/duplicate-sid',
          `the Sid ${quoted(statement.sid)} names two statements`,
          'give each statement a Sid of its own',
        )
      sids.add(statement.sid)
    }
    return [statement]
  })
}

function isKeyPolicy(statements: readonly JsonNode[]): boolean | null {
  const actions = statements.flatMap(actionsIn)
  return actions.length === 0 ? null : actions.every((action) => /^kms:/i.test(action))
}

function actionsIn(statement: JsonNode): readonly string[] {
  const members = statement.kind === 'object' ? statement.members : []
  return members
    .filter(({ key }) => key === 'Action' || key === 'NotAction')
    .flatMap(({ value }) => (value.kind === 'array' ? value.items : [value]))
    .flatMap((item) => (item.kind === 'string' ? [item.value] : []))
}

function parseVersion(parsing: Parsing, elements: Elements): Policy['version'] {
  const member = elements.get('Version')
  if (member === undefined) return '2008-10-17'
  const { value } = member
  if (value.kind === 'string' && (value.value === '2012-10-17' || value.value === '2008-10-17')) return value.value
  report(
    parsing,
    value.at,
    'policy/bad-version',
    `the version is ${value.kind === 'string' ? quoted(value.value) : `a ${value.kind}`}`,
    'write `"Version": "2012-10-17"`',
  )
  return '2012-10-17'
}

function parseId(parsing: Parsing, elements: Elements): string | null {
  const member = elements.get('Id')
  if (member === undefined) return null
  if (member.value.kind === 'string') return member.value.value
  report(parsing, member.value.at, 'policy/bad-type', '`Id` is not text', 'put it in double quotes')
  return null
}
