/**
 * Search clients whose connector signs: each call is an HTTP request to the domain, and IAM asks for its method.
 * Source: the clients' own code (`@opensearch-project/opensearch` 1 to 3, `@elastic/elasticsearch` 7), by operation.
 */
import type { LibraryModel } from '../types.js'

/** Versions differ in some methods: then both are named. With a body, what reads is a POST. */
const search = `
import { sign, unknown } from 'rolewright:model'
const READS = 'search msearch count mget explain searchTemplate msearchTemplate fieldCaps termvectors mtermvectors searchShards rankEval'
const CORE = {
  GET: 'get getSource getScript info',
  HEAD: 'exists existsSource ping',
  POST: 'update updateByQuery deleteByQuery reindex createPit',
  DELETE: 'delete clearScroll deleteScript deletePit',
  'GET POST': 'scroll',
  'PUT POST': 'create putScript',
}
const INDICES = {
  GET: 'get getAlias getMapping getFieldMapping getSettings getTemplate getIndexTemplate getDataStream stats segments recovery',
  HEAD: 'exists existsAlias existsTemplate existsIndexTemplate',
  POST: 'refresh flush forcemerge open close rollover updateAliases clearCache',
  PUT: 'create putSettings addBlock createDataStream',
  DELETE: 'delete deleteAlias deleteTemplate deleteIndexTemplate deleteDataStream',
  'PUT POST': 'putMapping putAlias putTemplate putIndexTemplate clone shrink split',
  'GET POST': 'analyze validateQuery',
}
const CLUSTER = { GET: 'health state stats getSettings pendingTasks getComponentTemplate', PUT: 'putSettings', 'PUT POST': 'putComponentTemplate', POST: 'reroute', DELETE: 'deleteComponentTemplate' }
const CAT = { GET: 'aliases allocation count health indices master nodes shards segments tasks templates threadPool recovery' }
const INGEST = { GET: 'getPipeline', PUT: 'putPipeline', DELETE: 'deletePipeline', 'GET POST': 'simulate' }
export class Client {
  constructor(options) {
    const service = options.rolewrightSigned
    const node = options.node ?? options.nodes
    const ask = (methods) => {
      if (service !== undefined) for (const method of methods.split(' ')) sign(service, method, node)
      return { body: unknown('an answer of a search domain'), statusCode: unknown('a status') }
    }
    const fill = (target, table) => {
      for (const methods of Object.keys(table)) for (const name of table[methods].split(' ')) target[name] = async () => ask(methods)
      return target
    }
    fill(this, CORE)
    for (const name of READS.split(' ')) this[name] = async (params) => ask(params?.body || params?.query ? 'POST' : 'GET')
    this.index = async (params) => ask(params?.id ? 'PUT' : 'POST')
    this.bulk = async (params) => ask(params?.index ? 'PUT POST' : 'POST')
    this.indices = fill({}, INDICES)
    this.cluster = fill({}, CLUSTER)
    this.cat = fill({}, CAT)
    this.ingest = fill({}, INGEST)
    this.helpers = { bulk: async () => ask('POST'), search: async () => ask('POST'), msearch: async () => ask('POST'), scrollSearch: async () => ask('POST GET DELETE') }
    this.transport = { request: async (params) => (service === undefined ? undefined : sign(service, params.method, node)) }
    this.http = fill({}, { GET: 'get', HEAD: 'head', POST: 'post', PUT: 'put', DELETE: 'delete' })
  }
  child() {
    return this
  }
  async close() {}
}
`

const searchSigner = `
export const AwsSigv4Signer = (options) => ({ rolewrightSigned: options?.service ?? 'es' })
`

const searchConnector = `
module.exports = () => ({ rolewrightSigned: 'es' })
module.exports.createAWSConnection = () => ({ rolewrightSigned: 'es' })
module.exports.default = module.exports
`

export const searchClients: readonly LibraryModel[] = [
  { packages: ['@opensearch-project/opensearch', '@elastic/elasticsearch'], stub: search, otherwise: 'inert' },
  {
    packages: ['@opensearch-project/opensearch/aws', '@opensearch-project/opensearch/aws-v3', '@opensearch-project/opensearch/aws-v2'],
    stub: searchSigner,
  },
  { packages: ['aws-elasticsearch-connector', 'aws-opensearch-connector'], stub: searchConnector },
]
