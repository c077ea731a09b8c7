/**
 * What runs inside a function's process: the Node.js runtime of Lambda over the Lambda Runtime API. It loads the handler as
 * Lambda does, then answers one event after the other. It is a plain file without imports of this project, since it lives
 * in a process whose environment is the function's own.
 *
 * `argv[2]`, where given, is the module to load in place of the one that `_HANDLER` names (a compiled source).
 * `argv[3]`, where given, are folders of layers as a JSON list: what stands under `/opt` on Lambda.
 * `argv[4]`, where it is `https`: calls of local AWS by `https` go to it without TLS.
 *
 * Source: AWS Lambda Developer Guide, "Using the Lambda runtime API for custom runtimes" and "Define Lambda function handler
 * in Node.js"; search order of the handler as in `aws-lambda-nodejs-runtime-interface-client`.
 */
'use strict'
const fs = require('node:fs')
const Module = require('node:module')
const net = require('node:net')
const path = require('node:path')
const { Writable } = require('node:stream')
const { pathToFileURL } = require('node:url')
const { format, inspect } = require('node:util')

const { AWS_LAMBDA_RUNTIME_API: API = '', _HANDLER: HANDLER = '', LAMBDA_TASK_ROOT: ROOT = process.cwd() } = process.env
const [, , MODULE_FILE = '', LAYERS = '[]', PLAIN = ''] = process.argv
const LOG_FD = Number(process.env._LAMBDA_TELEMETRY_LOG_FD ?? 0)
delete process.env._LAMBDA_TELEMETRY_LOG_FD
process.argv.splice(2)

const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming')
const [host, port] = API.split(':')
let requestId = ''

/** What a package thinks of this machine's Node says nothing of the runtime that the function will have. */
function ignoreOwnVersion() {
  const runtime = /nodejs(\d+)/.exec(process.env.AWS_EXECUTION_ENV ?? '')?.[1]
  if (runtime === undefined || runtime === process.versions.node.split('.')[0]) return
  const emit = process.emitWarning
  process.emitWarning = (warning, ...more) => {
    if (!String(warning).startsWith('NodeVersionSupportWarning')) emit.call(process, warning, ...more)
  }
}
ignoreOwnVersion()

// ------------------------------------------------------------------------------------------------- logs

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']
const isJson = process.env.AWS_LAMBDA_LOG_FORMAT === 'JSON'
const lowest = Math.max(0, LEVELS.indexOf(isJson ? (process.env.AWS_LAMBDA_LOG_LEVEL ?? 'TRACE') : 'TRACE'))

/** One frame is one log event, however many lines it has. */
function frame(value) {
  const bytes = Buffer.from(`${JSON.stringify(value)}\n`)
  for (let at = 0; at < bytes.length; ) {
    try {
      at += fs.writeSync(LOG_FD, bytes, at)
    } catch (error) {
      if (error.code !== 'EAGAIN') return
    }
  }
}

function log(level, values) {
  if (LEVELS.indexOf(level) < lowest) return
  const timestamp = new Date().toISOString()
  const text = isJson
    ? `${JSON.stringify(jsonLine(timestamp, level, values))}\n`
    : `${timestamp}\t${requestId || 'undefined'}\t${level}\t${format(...values)}\n`
  if (LOG_FD === 0) process.stdout.write(text)
  else frame({ id: requestId, text: text.slice(0, -1) })
}

function jsonLine(timestamp, level, values) {
  const error = values.find((value) => value instanceof Error)
  const message = values.length === 1 && !(values[0] instanceof Error) ? values[0] : format(...values)
  const fields =
    error === undefined ? {} : { errorType: error.name, errorMessage: error.message, stackTrace: (error.stack ?? '').split('\n').slice(1) }
  return { timestamp, level, requestId, message: safe(message), ...fields }
}

function safe(value) {
  try {
    JSON.stringify(value)
    return value
  } catch {
    return inspect(value)
  }
}

const METHODS = [
  ['log', 'INFO'],
  ['info', 'INFO'],
  ['debug', 'DEBUG'],
  ['warn', 'WARN'],
  ['error', 'ERROR'],
  ['trace', 'TRACE'],
]
for (const [method, level] of METHODS) console[method] = (...values) => log(level, values)

// ------------------------------------------------------------------------------------------- runtime API

// One connection, one request after the other, each answer with its length: HTTP by hand costs less than half of a client's time.
let socket = null
/** What waits for the answer; at most one. */
let whenAnswered = null
let chunks = []
let received = 0
/** How many bytes have to be there before it is worth looking at them. */
let wanted = 0

/** @param done gets status, headers and body; a runtime API that is gone ends the process */
function send(method, route, headers, body, done) {
  socket ??= connect()
  whenAnswered = done
  // What waits for an answer keeps the process alive; in between only the handler does.
  socket.ref()
  const bytes = body === null ? null : Buffer.from(body)
  let head = `${method} /2018-06-01/runtime/${route} HTTP/1.1\r\nhost: ${API}\r\n`
  for (const [name, value] of Object.entries(headers)) head += `${name}: ${value}\r\n`
  if (bytes === null) socket.write(`${head}\r\n`)
  else socket.write(Buffer.concat([Buffer.from(`${head}content-length: ${bytes.length}\r\n\r\n`), bytes]))
}

function connect() {
  const made = net.connect({ host, port: Number(port), noDelay: true })
  made.on('data', (chunk) => {
    chunks.push(chunk)
    received += chunk.length
    if (received >= wanted) takeAnswer(chunks.length === 1 ? chunk : Buffer.concat(chunks))
  })
  made.once('error', () => process.exit(1))
  // Whoever runs this process is gone when the connection is: it must not be left behind.
  made.once('close', () => process.exit(1))
  return made
}

function takeAnswer(bytes) {
  chunks = [bytes]
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return
  const [first, ...lines] = bytes.toString('latin1', 0, end).split('\r\n')
  const headers = {}
  for (const line of lines) {
    const colon = line.indexOf(':')
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim()
  }
  wanted = end + 4 + Number(headers['content-length'] ?? 0)
  if (received < wanted) return
  const body = bytes.subarray(end + 4, wanted)
  chunks = []
  received = wanted = 0
  const done = whenAnswered
  whenAnswered = null
  socket.unref()
  done?.(Number(first.split(' ')[1]), headers, body)
}

function errorBody(error) {
  if (error instanceof Error || (typeof error === 'object' && error !== null && 'message' in error && 'stack' in error))
    return {
      errorType: String(error.name ?? 'Error'),
      errorMessage: String(error.message ?? ''),
      trace: String(error.stack ?? '').split('\n'),
    }
  return { errorType: typeof error, errorMessage: String(error), trace: [] }
}

let peak = 0
/** The system's own peak of a process begins with that of whoever started it. */
function peakKb() {
  peak = Math.max(peak, Math.ceil(process.memoryUsage.rss() / 1024))
  return peak
}

const errorHeaders = (body) => ({
  'content-type': 'application/json',
  'lambda-runtime-function-error-type': `${body.errorType}`.replace(/[^\x20-\x7e]/g, '?'),
  'x-max-rss-kb': String(peakKb()),
})

function failInit(error) {
  const body = errorBody(error)
  log('ERROR', ['Init Error', JSON.stringify(body)])
  send('POST', 'init/error', errorHeaders(body), JSON.stringify(body), () => process.exit(1))
}

// ------------------------------------------------------------------------------------------------ SDK v2

/** Version 2 of the SDK does not read `AWS_ENDPOINT_URL`: its configuration is told, before any client is made. */
function pointOldSdk(endpoint) {
  const load = Module._load
  const seen = new Set()
  Module._load = function (request, parent, isMain) {
    const loaded = load.call(this, request, parent, isMain)
    const at = /(?:^|[\\/])aws-sdk(?:[\\/]|$)/.test(request) && !seen.has(request) ? Module._resolveFilename(request, parent) : ''
    const root = /^(.*[\\/]node_modules[\\/]aws-sdk)[\\/]/.exec(at)?.[1]
    if (root === undefined) return loaded
    seen.add(request)
    load.call(this, path.join(root, 'lib', 'core.js'), parent, false).config.update({ endpoint, s3ForcePathStyle: true })
    return loaded
  }
}

/**
 * Backends of WebSocket APIs answer to `https://` and the domain that the event names, which here is local AWS: it speaks no TLS.
 */
function speakPlain(endpoint) {
  const { hostname, port: localPort } = new URL(endpoint)
  const http = require('node:http')
  const https = require('node:https')
  const isHere = (it) =>
    (it?.hostname ?? it?.host) !== undefined && [it.hostname, it.host].includes(hostname) && String(it.port) === localPort
  for (const name of ['request', 'get']) {
    const secure = https[name]
    https[name] = (target, options, callback) => {
      const given = typeof target === 'string' ? new URL(target) : target
      if (!isHere(given)) return secure(target, options, callback)
      const { agent: _, protocol: __, ...own } = typeof options === 'object' && options !== null ? options : {}
      const base = given instanceof URL ? { hostname, port: localPort, path: given.pathname + given.search } : { ...given }
      return http[name]({ ...base, ...own, agent: undefined, protocol: 'http:' }, typeof options === 'function' ? options : callback)
    }
  }
  Module.syncBuiltinESMExports()
}

// ---------------------------------------------------------------------------------------------- handler

class RuntimeError extends Error {
  constructor(name, message, cause) {
    super(message)
    this.name = name
    if (cause?.stack) this.stack = `${name}: ${message}\n${cause.stack.split('\n').slice(1).join('\n')}`
  }
}

/** Layers stand under `/opt` on Lambda; here each is a folder of its own. */
function openLayers(folders) {
  if (folders.length === 0) return
  const inLayer = (name) => folders.map((folder) => path.join(folder, name.slice('/opt/'.length))).find((file) => exists(file)) ?? name
  const resolveFilename = Module._resolveFilename
  Module._resolveFilename = function (name, ...rest) {
    return resolveFilename.call(this, name.startsWith('/opt/') ? inLayer(name) : name, ...rest)
  }
  const hook = `import { existsSync } from 'node:fs'
  import { pathToFileURL } from 'node:url'
  import { join } from 'node:path'
  export async function resolve(name, context, next) {
    const folders = ${JSON.stringify(folders)}
    if (name.startsWith('/opt/')) for (const folder of folders) {
      const file = join(folder, name.slice(5)); if (existsSync(file)) return next(pathToFileURL(file).href, context)
    }
    try { return await next(name, context) } catch (error) {
      if (error.code !== 'ERR_MODULE_NOT_FOUND' || /^[./]/.test(name)) throw error
      for (const folder of folders) {
        try { return await next(name, { ...context, parentURL: pathToFileURL(join(folder, 'nodejs', 'index.js')).href }) } catch {}
      }
      throw error
    }
  }`
  Module.register(`data:text/javascript,${encodeURIComponent(hook)}`, pathToFileURL(ROOT))
}

/** A module or folder of a path that may lack its extension. */
const exists = (file) => ['', '.js', '.json', '.cjs', '.mjs'].some((end) => fs.existsSync(file + end))

function isModulePackage(file) {
  for (let at = path.dirname(file); ; at = path.dirname(at)) {
    const manifest = path.join(at, 'package.json')
    if (fs.existsSync(manifest)) {
      try {
        return JSON.parse(fs.readFileSync(manifest, 'utf8')).type === 'module'
      } catch {
        return false
      }
    }
    if (at === path.dirname(at) || path.basename(at) === 'node_modules') return false
  }
}

async function loadModule() {
  if (MODULE_FILE !== '') return loadFile(MODULE_FILE)
  const name = path.basename(HANDLER)
  const folder = HANDLER.slice(0, HANDLER.length - name.length)
  const module = name.slice(0, name.indexOf('.'))
  const file = path.resolve(ROOT, folder, module)
  if (fs.existsSync(file) && fs.statSync(file).isFile()) return require(file)
  const isModule = isModulePackage(file)
  if (!isModule && fs.existsSync(`${file}.js`)) return require(`${file}.js`)
  if (isModule && fs.existsSync(`${file}.js`)) return import(pathToFileURL(`${file}.js`).href)
  if (fs.existsSync(`${file}.mjs`)) return import(pathToFileURL(`${file}.mjs`).href)
  if (fs.existsSync(`${file}.cjs`)) return require(`${file}.cjs`)
  return require(require.resolve(`./${folder}${module}`, { paths: [ROOT] }))
}

function loadFile(file) {
  if (!file.endsWith('.mjs')) return require(file)
  globalThis.require ??= Module.createRequire(file)
  return import(pathToFileURL(file).href)
}

async function loadHandler() {
  if (HANDLER.includes('..'))
    throw new RuntimeError(
      'Runtime.MalformedHandlerName',
      `'${HANDLER}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    )
  const names = /^([^.]*)\.(.*)$/.exec(path.basename(HANDLER))
  if (names === null) throw new RuntimeError('Runtime.MalformedHandlerName', 'Bad handler')
  let module
  try {
    module = await loadModule()
  } catch (error) {
    if (error instanceof SyntaxError) throw new RuntimeError('Runtime.UserCodeSyntaxError', String(error.stack ?? error), error)
    if (error?.code === 'MODULE_NOT_FOUND' || error?.code === 'ERR_MODULE_NOT_FOUND')
      throw new RuntimeError('Runtime.ImportModuleError', `Error: ${error.message}`, error)
    throw error
  }
  const found =
    names[2].split('.').reduce((value, key) => value?.[key], module) ??
    names[2].split('.').reduce((value, key) => value?.[key], module?.default)
  if (found === undefined || found === null) throw new RuntimeError('Runtime.HandlerNotFound', `${HANDLER} is undefined or not exported`)
  if (typeof found !== 'function') throw new RuntimeError('Runtime.HandlerNotFound', `${HANDLER} is not a function`)
  return found
}

// -------------------------------------------------------------------------------------- response streams

/** The prelude of an HTTP response and the eight zero bytes behind it go before the body. */
const HttpResponseStream = {
  from(stream, prelude) {
    stream.setContentType('application/vnd.awslambda.http-integration-response')
    stream.prelude = Buffer.concat([Buffer.from(JSON.stringify(prelude)), Buffer.alloc(8)])
    return stream
  },
}

globalThis.awslambda = {
  HttpResponseStream,
  streamifyResponse: (handler, options) => {
    handler[STREAMING] = 'response'
    if (options?.highWaterMark !== undefined)
      handler[Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark')] = options.highWaterMark
    return handler
  },
}

class ResponseStream extends Writable {
  constructor(id, done) {
    super()
    Object.assign(this, { id, done, request: null, contentType: 'application/octet-stream', prelude: null })
  }
  setContentType(type) {
    this.contentType = type
  }
  open() {
    if (this.request !== null) return this.request
    const headers = {
      'lambda-runtime-function-response-mode': 'streaming',
      'content-type': this.contentType,
      'transfer-encoding': 'chunked',
      trailer: 'lambda-runtime-function-error-type, lambda-runtime-function-error-body',
    }
    const options = { host, port, method: 'POST', path: `/2018-06-01/runtime/invocation/${this.id}/response`, headers }
    this.request = require('node:http').request(options, (response) => {
      response.resume()
      response.on('end', () => this.done())
    })
    this.request.setNoDelay(true)
    this.request.once('error', () => process.exit(1))
    if (this.prelude !== null) this.request.write(this.prelude)
    return this.request
  }
  _write(chunk, _encoding, callback) {
    if (this.open().write(chunk)) callback()
    else this.request.once('drain', callback)
  }
  _final(callback) {
    this.open().end(callback)
  }
  fail(error) {
    const body = errorBody(error)
    const request = this.open()
    request.addTrailers({
      'lambda-runtime-function-error-type': body.errorType,
      'lambda-runtime-function-error-body': Buffer.from(JSON.stringify(body)).toString('base64'),
    })
    request.end()
  }
}

// ------------------------------------------------------------------------------------------------ events

let whenEmpty = null
process.on('beforeExit', () => {
  const then = whenEmpty
  whenEmpty = null
  then?.()
})

function contextOf(headers, settle) {
  const deadline = Number(headers['lambda-runtime-deadline-ms'])
  const json = (name) => (headers[name] === undefined ? undefined : JSON.parse(headers[name]))
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: json('lambda-runtime-client-context'),
    identity: json('lambda-runtime-cognito-identity'),
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    awsRequestId: requestId,
    getRemainingTimeInMillis: () => deadline - Date.now(),
    done: (error, result) => settle(error, result),
    fail: (error) => settle(error ?? 'handled'),
    succeed: (result) => settle(null, result),
  }
}

/** @param handler of the function; called with one event, then the next is asked for */
function serve(handler) {
  send('GET', 'invocation/next', {}, null, (status, headers, body) => {
    if (status !== 200) return process.exit(1)
    requestId = headers['lambda-runtime-aws-request-id']
    const trace = headers['lambda-runtime-trace-id']
    if (trace === undefined) delete process.env._X_AMZN_TRACE_ID
    else process.env._X_AMZN_TRACE_ID = trace
    const next = () => serve(handler)
    let event
    try {
      event = JSON.parse(body.toString('utf8'))
    } catch (error) {
      return answerError(requestId, error, next)
    }
    if (handler[STREAMING] === 'response') return runStreaming(handler, event, headers, next)
    run(handler, event, headers, next)
  })
}

function run(handler, event, headers, next) {
  const id = requestId
  let isSettled = false
  const answer = (error, result) => {
    if (isSettled) return
    isSettled = true
    whenEmpty = null
    if (error !== null && error !== undefined) answerError(id, error, next)
    else answerResult(id, result, next)
  }
  const context = contextOf(headers, (error, result) => {
    // A callback's answer waits until nothing is left to do, unless the handler says that it need not.
    if (context.callbackWaitsForEmptyEventLoop && !(error !== null && error !== undefined)) whenEmpty = () => answer(error, result)
    else answer(error, result)
  })
  whenEmpty = () => answer(null, null)
  let result
  try {
    result = handler(event, context, context.done)
  } catch (error) {
    return answer(error ?? new Error('handler threw nothing'))
  }
  if (typeof result?.then === 'function')
    result.then(
      (value) => answer(null, value),
      (error) => answer(error ?? 'rejected'),
    )
}

async function runStreaming(handler, event, headers, next) {
  const id = requestId
  const stream = new ResponseStream(id, () => ended(id, next))
  whenEmpty = null
  try {
    await handler(
      event,
      stream,
      contextOf(headers, () => {}),
    )
    if (!stream.writableEnded) stream.end()
  } catch (error) {
    log('ERROR', ['Invoke Error', JSON.stringify(errorBody(error))])
    stream.fail(error)
  }
}

function answerResult(id, result, next) {
  let body
  try {
    body = JSON.stringify(result === undefined ? null : result) ?? 'null'
  } catch {
    return answerError(id, new RuntimeError('Runtime.MarshalError', 'Unable to stringify response body'), next)
  }
  const headers = { 'content-type': 'application/json', 'x-max-rss-kb': String(peakKb()) }
  send('POST', `invocation/${id}/response`, headers, body, () => ended(id, next))
}

function answerError(id, error, next) {
  const body = errorBody(error)
  log('ERROR', ['Invoke Error', JSON.stringify({ ...ownFields(error), ...body, trace: undefined, stack: body.trace })])
  send('POST', `invocation/${id}/error`, errorHeaders(body), JSON.stringify(body), () => ended(id, next))
}

const ownFields = (error) => {
  try {
    return JSON.parse(JSON.stringify({ ...error }))
  } catch {
    return {}
  }
}

/** What was logged for an event is complete. */
function ended(id, next) {
  if (LOG_FD !== 0) frame({ end: id })
  next()
}

/** @param name of the error on the wire; the process does not outlive it */
function crash(name, title, error, status) {
  const body =
    name === null
      ? errorBody(error)
      : { ...errorBody(error), errorType: name, errorMessage: String(error?.stack === undefined ? error : error.message) }
  log('ERROR', [title, JSON.stringify(body)])
  // Between two events there is nobody to tell.
  if (whenAnswered !== null) process.exit(status)
  const route = requestId === '' ? 'init/error' : `invocation/${requestId}/error`
  send('POST', route, errorHeaders(body), JSON.stringify(body), () => process.exit(status))
}

process.on('uncaughtException', (error) => crash(null, 'Uncaught Exception', error, 129))
process.on('unhandledRejection', (error) => crash('Runtime.UnhandledPromiseRejection', 'Unhandled Promise Rejection', error, 128))

if (process.env.AWS_ENDPOINT_URL !== undefined) pointOldSdk(process.env.AWS_ENDPOINT_URL)
if (PLAIN === 'https' && process.env.AWS_ENDPOINT_URL !== undefined) speakPlain(process.env.AWS_ENDPOINT_URL)
openLayers(JSON.parse(LAYERS))
loadHandler().then(serve, failInit)
