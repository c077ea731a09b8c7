// Containment of two identity-based policies as a question to an SMT solver, for comparison: is there a request that the
// first allows and the second does not? In the fragment of text, Booleans and absence, with one value a key; policies
// with variables, quantifiers, numbers, dates, addresses or keys that follow from the caller are not encoded.

const OUTSIDE = /Numeric|Date|IpAddress|Binary|ForA/
const DERIVED = /^aws:(principal(arn|account|type|isawsservice|servicename)|username|resourceaccount)$/i
// Requests that policies do not decide, or that are matched in another way.
const APART = [
  ...['sts:getcalleridentity', 'sts:getsessiontoken', 'sts:getfederationtoken', 'sts:assumerolewithsaml', 'sts:assumerolewithwebidentity'],
  ...['kms:retiregrant', 's3:listallmybuckets'],
]

const listOf = (value) => (value === undefined ? [] : Array.isArray(value) ? value : [value])
const statementsOf = (document) => listOf(document.Statement)

/** Whether all of the document is in the fragment. */
export function isEncodable(document) {
  if (/\$\{/.test(JSON.stringify(document))) return false
  return statementsOf(document).every((statement) =>
    Object.entries(statement.Condition ?? {}).every(
      ([operator, keys]) => !OUTSIDE.test(operator) && Object.keys(keys).every((key) => !DERIVED.test(key)),
    ),
  )
}

/**
 * The question as SMT-LIB 2.6; `sat` if and only if `narrow` is not within `wide`.
 *
 * @param isMultiValued whether a request can hold several values of a key: then a plain operator matches none of them
 */
export function encode(narrow, wide, isMultiValued, timeoutMs) {
  const keys = new Map()
  const sides = [narrow, wide].map((document) => allows(document, keys, isMultiValued))
  const declarations = [...keys.values()].flatMap(({ id, multi }) => [
    `(declare-const v${id} String)`,
    `(declare-const here${id} Bool)`,
    `(declare-const many${id} Bool)`,
    `(declare-const blank${id} Bool)`,
    ...(multi ? [`(assert (=> many${id} here${id}))`] : [`(assert (not many${id}))`]),
  ])
  return [
    `(set-option :timeout ${timeoutMs})`,
    '(declare-const action String)',
    '(declare-const resource String)',
    ...declarations,
    `(assert (str.in_re action ${ACTION}))`,
    ...APART.map((action) => `(assert (not (= action ${text(action)})))`),
    `(assert (or (= resource "*") (str.in_re resource ${ARN})))`,
    `(assert ${sides[0]})`,
    `(assert (not ${sides[1]}))`,
    '(check-sat)',
  ].join('\n')
}

const LETTERS = '(re.union (re.range "a" "z") (re.range "0" "9"))'
const ACTION = `(re.++ (re.+ (re.union ${LETTERS} (str.to_re "-"))) (str.to_re ":") (re.+ ${LETTERS}))`
const NO_COLON = '(re.diff re.allchar (str.to_re ":"))'
const PART = `(re.* ${NO_COLON})`
const FULL = `(re.+ ${NO_COLON})`
const COLON = '(str.to_re ":")'
const ARN = `(re.++ (str.to_re "arn:") ${FULL} ${COLON} ${FULL} ${COLON} ${PART} ${COLON} ${PART} ${COLON} (re.+ re.allchar))`

function allows(document, keys, isMultiValued) {
  const apply = (effect) =>
    any(
      statementsOf(document)
        .filter((it) => it.Effect === effect)
        .map((it) => applies(it, effect === 'Deny', keys, isMultiValued)),
    )
  return `(and ${apply('Allow')} (not ${apply('Deny')}))`
}

function applies(statement, isDeny, keys, isMultiValued) {
  const { Action, NotAction, Resource, NotResource, Condition = {} } = statement
  const parts = [
    Action === undefined ? `(not ${any(listOf(NotAction).map(actionMatches))})` : any(listOf(Action).map(actionMatches)),
    Resource === undefined ? `(not ${any(listOf(NotResource).map(resourceMatches))})` : any(listOf(Resource).map(resourceMatches)),
  ]
  for (const [operator, block] of Object.entries(Condition)) {
    for (const [key, values] of Object.entries(block))
      parts.push(holds(operator, keyOf(key, keys, isMultiValued), listOf(values).map(String), isDeny))
  }
  return `(and ${parts.join(' ')})`
}

const any = (terms) => (terms.length === 0 ? 'false' : terms.length === 1 ? terms[0] : `(or ${terms.join(' ')})`)

function keyOf(key, keys, isMultiValued) {
  const name = key.toLowerCase()
  if (!keys.has(name)) keys.set(name, { id: keys.size, multi: isMultiValued(name) })
  return keys.get(name).id
}

function holds(written, id, values, isDeny) {
  const ifExists = written.endsWith('IfExists')
  const operator = ifExists ? written.slice(0, -'IfExists'.length) : written
  if (operator === 'Null') {
    const isNull = `(or (not here${id}) (and (not many${id}) (= v${id} "")) (and many${id} blank${id}))`
    return any(values.map((value) => (value.toLowerCase() === 'true' ? isNull : `(not ${isNull})`)))
  }
  const isNegated = operator.includes('Not')
  const relation = any(values.map((value) => relates(operator, value, `v${id}`)))
  const single = isNegated ? `(not ${relation})` : relation
  const several = isNegated && isDeny ? 'true' : 'false'
  const absent = ifExists || isNegated ? 'true' : 'false'
  return `(ite here${id} (ite many${id} ${several} ${single}) ${absent})`
}

function relates(operator, value, variable) {
  if (/^StringEquals$|^StringNotEquals$/.test(operator)) return `(= ${variable} ${text(value)})`
  if (/IgnoreCase$/.test(operator) || operator === 'Bool') return `(str.in_re ${variable} ${ignoringCase(value)})`
  if (/Like$/.test(operator) && operator.startsWith('String')) return `(str.in_re ${variable} ${glob(value, 're.allchar', 're.all')})`
  if (operator.startsWith('Arn')) return arnRegex(value) === null ? 'false' : `(str.in_re ${variable} ${arnRegex(value)})`
  throw new Error(`the operator ${operator} is outside of the fragment`)
}

const actionMatches = (pattern) => `(str.in_re action ${glob(pattern.toLowerCase(), 're.allchar', 're.all')})`

function resourceMatches(pattern) {
  if (/^\*+$/.test(pattern)) return 'true'
  const regex = arnRegex(pattern)
  return regex === null ? 'false' : `(str.in_re resource ${regex})`
}

/** Part by part: a wildcard of one of the first five does not cross a colon; what is missing is `*`. */
function arnRegex(pattern) {
  const pieces = pattern.split(':')
  const parts = [...pieces.slice(0, 5), ...(pieces.length > 5 ? [pieces.slice(5).join(':')] : [])]
  while (parts.length < 6) parts.push('*')
  if (
    !new RegExp(
      `^${parts[0]
        .replace(/[.+^$()|[\]\\{}]/g, '\\$&')
        .replaceAll('*', '.*')
        .replaceAll('?', '.')}$`,
    ).test('arn')
  )
    return null
  const heads = parts.slice(1, 5).map((part) => glob(part, NO_COLON, PART))
  return `(re.++ (str.to_re "arn:") ${heads.map((head) => `${head} ${COLON}`).join(' ')} ${glob(parts[5], 're.allchar', 're.all')})`
}

function glob(pattern, one, run) {
  const terms = pattern
    .split(/([*?])/)
    .flatMap((piece) => (piece === '' ? [] : piece === '*' ? [run] : piece === '?' ? [one] : [`(str.to_re ${text(piece)})`]))
  return terms.length === 0 ? '(str.to_re "")' : terms.length === 1 ? terms[0] : `(re.++ ${terms.join(' ')})`
}

function ignoringCase(value) {
  const terms = [...value].map((char) => {
    const [low, high] = [char.toLowerCase(), char.toUpperCase()]
    return low === high ? `(str.to_re ${text(char)})` : `(re.union (str.to_re ${text(low)}) (str.to_re ${text(high)}))`
  })
  return terms.length === 0 ? '(str.to_re "")' : terms.length === 1 ? terms[0] : `(re.++ ${terms.join(' ')})`
}

const text = (value) =>
  `"${[...value].map((char) => (/[ -!#-[\]-~]/.test(char) ? char : char === '"' ? '""' : `\\u{${char.codePointAt(0).toString(16)}}`)).join('')}"`
