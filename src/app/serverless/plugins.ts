/** Plugins that change nothing of what functions may do, or whose changes are read. The others are named. */
import type { Problem } from '../../outcome/index.js'
import { type Service, unreadPart } from './service.js'

/** They package code, run locally, set names and domains, or only read. */
const HARMLESS: ReadonlySet<string> = new Set([
  'serverless-api-gateway-throttling',
  'serverless-associate-waf',
  'serverless-aws-documentation',
  'serverless-better-credentials',
  'serverless-build',
  'serverless-bundle',
  'serverless-certificate-creator',
  'serverless-deployment-bucket',
  'serverless-disable-functions',
  'serverless-domain-manager',
  'serverless-dotenv-plugin',
  'serverless-dynamodb',
  'serverless-dynamodb-local',
  'serverless-esbuild',
  'serverless-export-env',
  'serverless-iam-roles-per-function',
  'serverless-jetpack',
  'serverless-latest-layer-version',
  'serverless-layers',
  'serverless-localstack',
  'serverless-offline',
  'serverless-openapi-documentation',
  'serverless-package-external',
  'serverless-plugin-aws-alerts',
  'serverless-plugin-common-excludes',
  'serverless-plugin-include-dependencies',
  'serverless-plugin-log-retention',
  'serverless-plugin-monorepo',
  'serverless-plugin-optimize',
  'serverless-plugin-resource-tagging',
  'serverless-plugin-split-stacks',
  'serverless-plugin-tracing',
  'serverless-plugin-typescript',
  'serverless-prune-plugin',
  'serverless-pseudo-parameters',
  'serverless-python-requirements',
  'serverless-s3-local',
  'serverless-s3-remover',
  'serverless-s3-sync',
  'serverless-step-functions',
  'serverless-stage-manager',
  'serverless-stack-output',
  'serverless-tag-cloud-watch-logs',
  'serverless-webpack',
])

const isHarmless = (name: string): boolean =>
  HARMLESS.has(name) || /^serverless-offline-|^serverless-esbuild|iam-roles-per-function$/.test(name)

/** Sections that the framework or a plugin makes resources of, and that are not read. */
const UNREAD = ['agents', 'appSync', 'constructs', 'sandboxes']

export const unreadSections = ({ section }: Service): readonly Problem[] =>
  UNREAD.flatMap((name) => {
    const found = section(name)
    return found === undefined ? [] : [{ ...unreadPart(name, found.at), message: `\`${name}\` is a section that is not read` }]
  })

export const unreadPlugins = ({ plugins }: Service): readonly Problem[] =>
  plugins
    .filter(({ name }) => !isHarmless(name))
    .map(({ name, at }) => ({
      code: 'app/unread-plugin',
      message: `what the plugin \`${name}\` adds to the service is not seen`,
      hint: 'where it adds resources or permissions, name what `serverless package` makes: .serverless/cloudformation-template-update-stack.json',
      at,
    }))
