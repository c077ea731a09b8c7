/**
 * Requests over HTTP to agents that run beside the function, as layers, and ask AWS with its role: each stands for the call
 * that the agent makes.
 * Sources: Secrets Manager User Guide, "Use AWS Secrets Manager secrets in AWS Lambda functions"; Systems Manager User Guide,
 * "Using Parameter Store parameters in AWS Lambda functions"; AppConfig User Guide, "Using AWS AppConfig Agent with AWS Lambda".
 */
import { splitPieces } from '../../models/pieces.js'
import { optionsOf, TRUE, UNDEFINED, type Value } from '../../values.js'
import { current } from '../lattice.js'
import type { Run } from '../run.js'
import { concat, type Pieces, textOf, textsOf } from '../texts.js'

/** How calls of agents are marked: which they are stands in no client. */
const ORIGIN = 'library:a Lambda extension'

const AT_LOCALHOST = /^(?:https?:\/\/)?(?:localhost|127\.0\.0\.1)/

/** Notes what an agent is asked for, where the request is for one. */
export function askAgents(run: Run, args: readonly Value[]): void {
  const [first = UNDEFINED, second = UNDEFINED] = args
  for (const target of [first, second]) {
    for (const option of optionsOf(target)) {
      if (option.kind === 'text') askByUrl(run, option)
      else if (option.kind === 'object' && current(option).list === null && current(option).code === null) askByOptions(run, option)
    }
  }
}

/** An instance of `URL`, a request, or the options of `http.request`. */
function askByOptions(run: Run, options: Value): void {
  const { act } = run.here
  const read = (key: string): Value => run.get(options, key, act)
  const url = [read('href'), read('url'), read('uri')].find((each) => each.kind === 'text')
  if (url !== undefined) {
    askByUrl(run, url)
    return
  }
  const host = [read('hostname'), read('host')].find((each) => each.kind === 'text')
  const path = read('path')
  if (host !== undefined && path.kind === 'text') askByUrl(run, concat([host, path]))
}

function askByUrl(run: Run, url: Value): void {
  for (const pieces of textsOf(url)) {
    const [first] = pieces
    if (first?.kind !== 'literal' || !AT_LOCALHOST.test(first.text)) continue
    const [address = [], query = []] = splitPieces(pieces, '?')
    const path = address.map((piece) => (piece.kind === 'literal' ? piece.text : '*')).join('')
    const given = new Map(
      splitPieces(query, '&').map((pair) => [literalOf(splitPieces(pair, '=')[0] ?? []), decoded(splitPieces(pair, '=')[1] ?? [])]),
    )
    if (/\/systemsmanager\/parameters\/get\/?$/.test(path)) askForParameter(run, given)
    else if (/\/secretsmanager\/get\/?$/.test(path)) record(run, 'secrets-manager', 'GetSecretValue', { SecretId: given.get('secretId') })
    else if (path.includes('/applications/')) askForConfiguration(run, address)
  }
}

function askForParameter(run: Run, given: ReadonlyMap<string, Value>): void {
  const asked = given.get('withDecryption')
  const decrypts = asked !== undefined && textsOf(asked).some((pieces) => literalOf(pieces).toLowerCase() !== 'false')
  record(run, 'ssm', 'GetParameter', { Name: given.get('name'), ...(decrypts ? { WithDecryption: TRUE } : {}) })
}

/** `/applications/APPLICATION/environments/ENVIRONMENT/configurations/PROFILE` */
function askForConfiguration(run: Run, address: Pieces): void {
  const parts = splitPieces(address, '/')
  const after = (name: string): Value | undefined => {
    const at = parts.findIndex((part) => literalOf(part) === name)
    const next = at < 0 ? undefined : parts[at + 1]
    return next === undefined ? undefined : decoded(next)
  }
  const named = {
    ApplicationIdentifier: after('applications'),
    EnvironmentIdentifier: after('environments'),
    ConfigurationProfileIdentifier: after('configurations'),
  }
  const session = record(run, 'appconfigdata', 'StartConfigurationSession', named)
  const token = run.get(session, 'InitialConfigurationToken', run.here.act)
  record(run, 'appconfigdata', 'GetLatestConfiguration', { ConfigurationToken: token })
}

function record(run: Run, service: string, operation: string, input: Readonly<Record<string, Value | undefined>>): Value {
  const members = Object.fromEntries(Object.entries(input).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])))
  return run.machine.record({ service, operation, input: run.machine.object(members), client: null, origin: ORIGIN })
}

const literalOf = (pieces: Pieces): string => pieces.map((piece) => (piece.kind === 'literal' ? piece.text : '*')).join('')

const decoded = (pieces: Pieces): Value =>
  textOf(pieces.map((piece) => (piece.kind === 'literal' ? { kind: 'literal', text: unescaped(piece.text) } : piece)))

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
