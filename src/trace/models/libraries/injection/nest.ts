/** NestJS. Source: NestJS documentation, "Custom providers" and "Injection scopes". */
import { registry } from './registry.js'

export const nest = `
${registry}
const mark = () => () => undefined
// What decorators note is kept on the classes: each of the packages has a module of its own.
const noted = () => (target) => Reflect.defineMetadata('nest:called', true, target)
const moduleKey = 'nest:module'
export const Module = (options) => (target) => {
  Reflect.defineMetadata(moduleKey, options, target)
}
export const Inject = noteToken
export const forwardRef = lazily
const guardsKey = 'nest:guards'
const uses = (...classes) => (target) => {
  const holder = typeof target === 'function' ? target : target.constructor
  Reflect.defineMetadata(guardsKey, [...(Reflect.getMetadata(guardsKey, holder) ?? []), ...classes], holder)
}
const providerFor = (given) =>
  'useFactory' in given
    ? { factory: (inner) => given.useFactory(...(given.inject ?? []).map((each) => inner.get(each))) }
    : 'useExisting' in given
      ? { alias: given.useExisting }
      : 'useClass' in given
        ? { type: given.useClass }
        : { value: given.useValue }
const callAll = (instance) => {
  const names = Object.getOwnPropertyNames(Object.getPrototypeOf(instance) ?? {})
  for (const name of names) if (name !== 'constructor' && typeof instance[name] === 'function') later(instance[name].bind(instance), part(), part(), part(), part(), part(), part())
}
const HOOKS = ['onModuleInit', 'onApplicationBootstrap', 'onModuleDestroy', 'beforeApplicationShutdown', 'onApplicationShutdown']
const walk = (given, inner, seen) => {
  const entry = found(given)
  const target = entry?.module ?? entry
  if (typeof target !== 'function' || seen.has(entry)) return
  seen.add(entry)
  const options = Reflect.getMetadata(moduleKey, target) ?? {}
  for (const each of [...(options.imports ?? []), ...(entry.imports ?? [])]) walk(each, inner, seen)
  for (const each of [...(options.providers ?? []), ...(entry.providers ?? [])]) {
    if (typeof each === 'function') inner.add(each, { type: each })
    else if (each?.provide !== undefined) inner.add(each.provide, providerFor(each))
  }
  for (const each of [...(options.controllers ?? []), ...(entry.controllers ?? [])]) inner.add(each, { type: each })
}
const start = async (root) => {
  const inner = new Registry()
  const seen = new Set()
  const guards = []
  walk(root, inner, seen)
  for (const entry of seen) {
    const target = entry.module ?? entry
    const options = Reflect.getMetadata(moduleKey, target) ?? {}
    const instance = inner.get(target)
    if (typeof instance.configure === 'function') instance.configure({ apply: (...classes) => (guards.push(...classes), { forRoutes() {}, exclude: () => ({ forRoutes() {} }) }) })
    for (const controller of [...(options.controllers ?? []), ...(entry.controllers ?? [])]) {
      callAll(inner.get(controller))
      guards.push(...(Reflect.getMetadata(guardsKey, controller) ?? []))
    }
    for (const provider of [...(options.providers ?? []), ...(entry.providers ?? [])]) {
      const token = typeof provider === 'function' ? provider : provider.provide
      const made = inner.get(token)
      if ((typeof provider === 'function' && Reflect.getMetadata('nest:called', provider)) || (typeof token === 'string' && token.startsWith('APP_'))) callAll(made)
      for (const hook of HOOKS) if (typeof made?.[hook] === 'function') await made[hook]()
    }
  }
  for (const guard of guards) callAll(typeof guard === 'function' ? inner.get(guard) : guard)
  const app = {
    init: async () => app,
    get: (token) => inner.get(token),
    resolve: async (token) => inner.get(token),
    select: () => app,
    getHttpAdapter: () => ({ getInstance: () => part(), getType: () => 'express' }),
    getHttpServer: () => part(),
    close: async () => undefined,
  }
  for (const name of ['use', 'useGlobalPipes', 'useGlobalFilters', 'useGlobalInterceptors', 'useGlobalGuards']) {
    app[name] = (...given) => {
      for (const each of given) if (typeof each === 'object') callAll(each)
      return app
    }
  }
  for (const name of ['setGlobalPrefix', 'enableCors', 'listen', 'useLogger', 'enableVersioning', 'enableShutdownHooks', 'flushLogs', 'useStaticAssets', 'disable']) app[name] = () => app
  return app
}
export const NestFactory = { create: start, createApplicationContext: start, createMicroservice: start }
export class Logger {
  log() {}
  error() {}
  warn() {}
  debug() {}
  verbose() {}
  fatal() {}
  static log() {}
  static error() {}
  static warn() {}
  static debug() {}
  static overrideLogger() {}
}
export { Logger as ConsoleLogger }
export const APP_GUARD = 'APP_GUARD'
export const APP_INTERCEPTOR = 'APP_INTERCEPTOR'
export const APP_PIPE = 'APP_PIPE'
export const APP_FILTER = 'APP_FILTER'
export const Scope = { DEFAULT: 0, TRANSIENT: 1, REQUEST: 2 }
export class ModuleRef {
  get() {
    return part()
  }
}
export { mark as Injectable, mark as Controller, mark as Global, mark as Optional, mark as Catch, noted as Resolver, noted as Processor, noted as WebSocketGateway, noted as CommandHandler, noted as QueryHandler, noted as EventsHandler }
export { uses as UseGuards, uses as UseInterceptors, uses as UsePipes, uses as UseFilters }
`

export const nestConfig = `
export class ConfigService {
  get(path, other) {
    const value = process.env[path]
    return value ?? (typeof other === 'object' ? undefined : other)
  }
  getOrThrow(path) {
    return process.env[path]
  }
}
const loaded = (options) => {
  const factories = options?.load ?? []
  if (factories.length === 0) return { module: ConfigModule, providers: [ConfigService] }
  const all = Object.assign({}, ...factories.map((factory) => (factory.key ? { [factory.key]: factory() } : factory())))
  const read = (path) => path.split('.').reduce((value, key) => value?.[key], all) ?? process.env[path]
  const service = { get: (path, other) => read(path) ?? other, getOrThrow: read }
  const named = factories.filter((factory) => factory.KEY).map((factory) => ({ provide: factory.KEY, useFactory: factory }))
  return { module: ConfigModule, providers: [{ provide: ConfigService, useValue: service }, ...named] }
}
export class ConfigModule {
  static forRoot(options) {
    return loaded(options)
  }
  static forFeature(factory) {
    return loaded({ load: [factory] })
  }
}
export const registerAs = (key, factory) => Object.assign(factory, { key, KEY: 'CONFIGURATION(' + key + ')', asProvider: () => ({}) })
`
