/** Which of the readings of an API's URL can be meant: of an HTTP API, a stage stands in the path or it does not. */
import { literalOf, printSym, type SymText, symText } from '../policy/index.js'
import { canonicalArn } from './arn.js'
import type { Declared, DeclaredIndex } from './declared.js'
import { textsAt } from './value.js'

const DEFAULT_STAGE = '$default'

/**
 * @param arns readings of one URL
 * @source API Gateway Developer Guide, "Stages for HTTP APIs": `$default` is served from the base of the URL; REST APIs have none
 */
export function ofStages(arns: readonly SymText[], index: DeclaredIndex): readonly SymText[] {
  if (arns.length < 2) return arns
  const possible = arns.filter((arn) => {
    const api = canonicalArn(arn, index).declared
    return api === null || isStage(stageIn(arn), api, index)
  })
  return possible.length > 0 ? possible : arns
}

/** `arn:…:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/PATH`. */
const stageIn = (arn: SymText): string => printSym(arn).split('/')[1] ?? '*'

/** Stages are made beside an API, or SAM makes one with it; none where they are not of this app. */
export function stageNames(api: string, index: DeclaredIndex): readonly SymText[] {
  const declared = index.byId.get(api)
  if (declared === undefined) return []
  const own = textsAt(declared.resource.properties, ['StageName'])
  const beside = ['AWS::ApiGateway::Stage', 'AWS::ApiGateway::Deployment', 'AWS::ApiGatewayV2::Stage']
    .flatMap((type) => index.byType.get(type) ?? [])
    .filter(({ resource }) => ['RestApiId', 'ApiId'].some((key) => textsAt(resource.properties, [key]).some((id) => isOf(id, api))))
    .flatMap(({ resource }) => textsAt(resource.properties, ['StageName']))
  const all = [...own, ...beside]
  const made = MADE_STAGES.get(api.split('/').at(-1) ?? '') ?? MADE_STAGES.get(declared.resource.type)
  return all.length === 0 && made !== undefined ? [symText(made)] : all
}

/** Source: AWS SAM Developer Guide, `StageName` of each API; the stage of the API that it makes for events without one. */
const MADE_STAGES: ReadonlyMap<string, string> = new Map([
  ['ServerlessRestApi', 'Prod'],
  ['ServerlessHttpApi', DEFAULT_STAGE],
  ['AWS::Serverless::HttpApi', DEFAULT_STAGE],
  ['AWS::Serverless::WebSocketApi', 'default'],
])

const isOf = (id: SymText, api: string): boolean => id.some((piece) => piece.kind === 'symbol' && piece.name === api)

function isStage(stage: string, api: Declared, index: DeclaredIndex): boolean {
  if (api.type === 'AWS::ApiGateway::RestApi') return stage !== DEFAULT_STAGE
  const named = stagesOf(api, index)
  return named === null || named.includes(stage)
}

/** @returns null where a stage has a name that is not known, or may be made elsewhere */
function stagesOf(api: Declared, index: DeclaredIndex): readonly string[] | null {
  if (api.type !== 'AWS::ApiGatewayV2::Api') return null
  const own = textsAt(api.resource.properties, ['StageName'])
  const isSam = api.resource.type === 'AWS::Serverless::HttpApi'
  const stages = (index.byType.get('AWS::ApiGatewayV2::Stage') ?? []).filter(({ resource }) =>
    textsAt(resource.properties, ['ApiId']).some((id) => isOf(id, api.id)),
  )
  const texts = [...own, ...stages.flatMap(({ resource }) => textsAt(resource.properties, ['StageName']))]
  const names = texts.map(literalOf)
  if (names.some((name) => name === null)) return null
  const known = names.filter((name) => name !== null)
  if (isSam && own.length === 0) return [DEFAULT_STAGE, ...known]
  return known.length === 0 ? null : known
}
