/** All models of packages: SDK v2 and libraries. A person's own rows come before these. */
import { containers } from './libraries/containers.js'
import { durableExecution } from './libraries/durable-execution.js'
import { dynamodbMappers } from './libraries/dynamodb-mappers.js'
import { encryptionClients } from './libraries/encryption.js'
import { httpApps } from './libraries/http-apps.js'
import { httpClients } from './libraries/http-clients.js'
import { inert } from './libraries/inert.js'
import { lodash } from './libraries/lodash.js'
import { middy } from './libraries/middy.js'
import { node } from './libraries/node.js'
import { powertools } from './libraries/powertools.js'
import { promises } from './libraries/promises.js'
import { queues } from './libraries/queues.js'
import { searchClients } from './libraries/search-clients.js'
import { settings } from './libraries/settings.js'
import { signing } from './libraries/signing.js'
import { tracing } from './libraries/tracing.js'
import { sdkV2 } from './sdk-v2.js'
import type { LibraryModel } from './types.js'

export const LIBRARY_MODELS: readonly LibraryModel[] = [
  ...sdkV2,
  ...middy,
  ...powertools,
  ...tracing,
  ...settings,
  ...lodash,
  ...promises,
  ...httpApps,
  ...containers,
  ...dynamodbMappers,
  ...queues,
  ...durableExecution,
  ...signing,
  ...searchClients,
  ...encryptionClients,
  ...httpClients,
  ...node,
  ...inert,
]
