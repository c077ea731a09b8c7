/**
 * Containers that inject dependencies. They are followed as they work: what is registered under a token is made when it is
 * asked for, with what its constructor's parameters ask for, by `@inject` or by their written types.
 * Sources: the READMEs of tsyringe 4, inversify 6 and 7, typedi and awilix; NestJS documentation, "Custom providers" and
 * "Injection scopes".
 */
import type { LibraryModel } from '../types.js'

const registry = `
import { later, parameterNames, unknown } from 'rolewright:model'
const part = () => unknown('what a container injects')
class Lazy {
  constructor(find) {
    this.__find = find
  }
}
const found = (asked) => (typeof asked === 'object' && asked !== null && '__find' in asked ? asked.__find() : asked)
const tokenKey = (index) => \`inject:\${index}\`
const noteToken = (token) => (target, key, index) => {
  if (typeof index === 'number') Reflect.defineMetadata(tokenKey(index), token, target)
  else if (key !== undefined) target.__injected = { ...target.__injected, [key]: token ?? Reflect.getMetadata('design:type', target, key) }
}
const fill = (instance, registry) => {
  const injected = instance.__injected
  if (injected) for (const key of Object.keys(injected)) instance[key] = registry.get(injected[key])
  return instance
}
const make = (Class, registry) => {
  const types = Reflect.getMetadata('design:paramtypes', Class) ?? []
  const names = parameterNames(Class)
  const args = (types.length > names.length ? types : names).map((_, i) => {
    const token = Reflect.getMetadata(tokenKey(i), Class) ?? types[i]
    return token === undefined ? part() : registry.get(token)
  })
  return fill(new Class(...args), registry)
}
class Registry {
  constructor(parent) {
    this.parent = parent
    this.providers = new Map()
    this.made = new Map()
  }
  add(token, provider) {
    const before = this.providers.get(token)
    this.providers.set(token, before === undefined ? [provider] : [...before, provider])
  }
  has(token) {
    return this.providers.has(token) || this.parent?.has(token)
  }
  build(provider, token) {
    if ('value' in provider) return provider.value
    if ('factory' in provider) return provider.factory(this)
    if ('alias' in provider) return this.get(provider.alias)
    return make(provider.type ?? token, this)
  }
  get(asked) {
    const token = found(asked)
    if (this.made.has(token)) return this.made.get(token)
    const providers = this.providers.get(token)
    let instance
    if (providers !== undefined) instance = this.build(providers[providers.length - 1], token)
    else if (this.parent?.has(token)) return this.parent.get(token)
    else instance = typeof token === 'function' ? make(token, this) : part()
    this.made.set(token, instance)
    return instance
  }
  all(token) {
    const providers = this.providers.get(token)
    return providers === undefined ? (this.parent?.has(token) ? this.parent.all(token) : [part()]) : providers.map((each) => this.build(each, token))
  }
}
const lazily = (find) => new Lazy(find)
`

const tsyringe = `
${registry}
const providerOf = (given) =>
  typeof given === 'function'
    ? { type: given }
    : 'useValue' in given
      ? { value: given.useValue }
      : 'useFactory' in given
        ? { factory: (inner) => given.useFactory(facade(inner)) }
        : 'useToken' in given
          ? { alias: given.useToken }
          : { type: given.useClass }
const facade = (inner) => {
  const container = {
    register: (token, given) => {
      inner.add(token, providerOf(given))
      return container
    },
    registerType: (from, to) => {
      inner.add(from, typeof to === 'function' ? { type: to } : { alias: to })
      return container
    },
    registerSingleton: (from, to) => {
      inner.add(from, to === undefined ? { type: from } : typeof to === 'function' ? { type: to } : { alias: to })
      return container
    },
    registerInstance: (token, value) => {
      inner.add(token, { value })
      return container
    },
    resolve: (token) => inner.get(token),
    resolveAll: (token) => inner.all(token),
    isRegistered: (token) => inner.has(token),
    createChildContainer: () => facade(new Registry(inner)),
    beforeResolution: () => undefined,
    afterResolution: () => undefined,
    clearInstances: () => undefined,
    reset: () => undefined,
    dispose: async () => undefined,
  }
  return container
}
const root = new Registry()
export const container = facade(root)
const mark = () => (target) => undefined
export const injectable = (options) => (target) => {
  if (options?.token) root.add(options.token, { type: target })
}
export const singleton = injectable
export const autoInjectable = mark
export const scoped = (_lifecycle, token) => (target) => {
  if (token) root.add(token, { type: target })
}
export const registry = (entries) => () => {
  for (const entry of entries ?? []) container.register(entry.token, entry)
}
export const inject = noteToken
export const injectAll = (token) => (target, key, index) => Reflect.defineMetadata(tokenKey(index), lazily(() => root.all(token)), target)
export const injectWithTransform = noteToken
export const delay = lazily
export const instanceCachingFactory = (factory) => factory
export const instancePerContainerCachingFactory = (factory) => factory
export const predicateAwareClassFactory = (_test, yes, no) => (inner) => (unknown('which class is taken') ? inner.resolve(yes) : inner.resolve(no))
export const Lifecycle = { Singleton: 1, Transient: 0, ResolutionScoped: 2, ContainerScoped: 3 }
`

const inversify = `
${registry}
const scope = {}
for (const name of ['inSingletonScope', 'inTransientScope', 'inRequestScope', 'whenTargetNamed', 'whenTargetTagged', 'whenTargetIsDefault', 'whenInjectedInto', 'whenParentNamed', 'whenNamed', 'whenDefault', 'when', 'whenTagged']) scope[name] = () => scope
scope.onActivation = (act) => {
  later(act, {}, part())
  return scope
}
scope.onDeactivation = scope.onActivation
const started = (instance) => {
  const name = instance?.constructor ? Reflect.getMetadata('postConstruct', instance.constructor) : undefined
  if (name !== undefined) instance[name]()
  return instance
}
export class Container {
  constructor(options) {
    this.inner = options?.inner ?? new Registry()
  }
  bind(token) {
    const { inner } = this
    const context = { container: this, get: (each) => inner.get(each), getAll: (each) => inner.all(each), currentRequest: part() }
    const given = (provider) => {
      inner.add(token, provider)
      return scope
    }
    const factoryOf = (make) => given({ factory: () => make(context) })
    return {
      to: (type) => given({ factory: () => started(make(type, inner)) }),
      toSelf: () => given({ factory: () => started(make(token, inner)) }),
      toConstantValue: (value) => given({ value }),
      toDynamicValue: factoryOf,
      toResolvedValue: (resolve, tokens) => given({ factory: () => resolve(...(tokens ?? []).map((each) => inner.get(each))) }),
      toFactory: factoryOf,
      toProvider: factoryOf,
      toFunction: (value) => given({ value }),
      toConstructor: (value) => given({ value }),
      toAutoFactory: (other) => given({ factory: () => () => inner.get(other) }),
      toService: (alias) => given({ alias }),
    }
  }
  rebind(token) {
    return this.bind(token)
  }
  get(token) {
    return this.inner.get(token)
  }
  async getAsync(token) {
    return this.inner.get(token)
  }
  resolve(type) {
    return started(make(type, this.inner))
  }
  getNamed(token) {
    return this.inner.get(token)
  }
  getTagged(token) {
    return this.inner.get(token)
  }
  getAll(token) {
    return this.inner.all(token)
  }
  isBound(token) {
    return this.inner.has(token)
  }
  load(...modules) {
    const bind = (token) => this.bind(token)
    for (const module of modules) module.fill(Object.assign(bind, { bind, rebind: bind, unbind() {}, isBound: (token) => this.isBound(token) }), () => undefined, (token) => this.isBound(token), bind)
  }
  async loadAsync(...modules) {
    this.load(...modules)
  }
  unbind() {}
  unbindAll() {}
  snapshot() {}
  restore() {}
  applyMiddleware() {}
  createChild() {
    return new Container({ inner: new Registry(this.inner) })
  }
  onActivation(_token, act) {
    later(act, {}, part())
  }
}
export class ContainerModule {
  constructor(fill) {
    this.fill = fill
  }
}
export { ContainerModule as AsyncContainerModule }
const mark = () => () => undefined
export const inject = noteToken
export const multiInject = (token) => (target, key, index) => {
  if (typeof index === 'number') Reflect.defineMetadata(tokenKey(index), token, target)
}
export const postConstruct = () => (target, name) => Reflect.defineMetadata('postConstruct', name, target.constructor)
export const decorate = (decorator, target, index) => decorator(target, undefined, index)
export { Lazy as LazyServiceIdentifier, Lazy as LazyServiceIdentifer, mark as injectable, mark as named, mark as tagged, mark as optional, mark as unmanaged, mark as targetName, mark as injectFromBase, mark as preDestroy }
`

const typedi = `
${registry}
const inner = new Registry()
const add = (token, given) =>
  inner.add(
    token,
    'factory' in given
      ? { factory: () => (Array.isArray(given.factory) ? inner.get(given.factory[0])[given.factory[1]]() : given.factory(Container)) }
      : 'value' in given
        ? { value: given.value }
        : { type: given.type ?? token },
  )
export class Container {
  static get(token) {
    return inner.get(token)
  }
  static getMany(token) {
    return inner.all(token)
  }
  static has(token) {
    return inner.has(token)
  }
  static set(...args) {
    if (args.length > 1) inner.add(args[0], { value: args[1] })
    else for (const each of Array.isArray(args[0]) ? args[0] : [args[0]]) add(each.id ?? each.type, each)
    return Container
  }
  static of() {
    return Container
  }
  static remove() {}
  static reset() {}
  static import() {}
}
export const Service = (given) => (target) => {
  if (typeof given === 'string' || typeof given === 'function' || given instanceof Token) add(given, { type: target })
  else add(given?.id ?? target, given !== undefined && 'factory' in given ? { factory: given.factory } : { type: target })
}
const named = (given) => (typeof given === 'function' && !given.prototype ? lazily(given) : given)
export const Inject = (given) => noteToken(named(given))
export const InjectMany = Inject
export class Token {
  constructor(name) {
    this.name = name
  }
}
export default Container
`

const awilix = `
${registry}
const resolver = (build) => {
  const made = { resolve: build }
  for (const name of ['singleton', 'scoped', 'transient', 'proxy', 'classic', 'setLifetime', 'setInjectionMode']) made[name] = () => made
  made.disposer = (act) => {
    later(act, part())
    return made
  }
  made.inject = (more) => resolver((container) => build({ ...container, cradle: Object.assign(Object.create(container.cradle), more(container)) }))
  return made
}
const argumentsFor = (fn, container) =>
  container.classic ? parameterNames(fn).map((name) => container.cradle[name]) : [container.cradle, part()]
export const asValue = (value) => resolver(() => value)
export const asClass = (Class) => resolver((container) => new Class(...argumentsFor(Class, container)))
export const asFunction = (fn) => resolver((container) => fn(...argumentsFor(fn, container)))
export const aliasTo = (name) => resolver((container) => container.cradle[name])
const containerOf = (options, above) => {
  const cradle = Object.create(above ?? null)
  const made = new Map()
  const container = {
    cradle,
    classic: options?.injectionMode === 'CLASSIC',
    registrations: {},
    register: (name, given) => {
      const all = typeof name === 'object' ? name : { [name]: given }
      for (const key of Object.keys(all)) {
        const get = () => {
          if (!made.has(key)) made.set(key, all[key].resolve(container))
          return made.get(key)
        }
        Object.defineProperty(cradle, key, { get, enumerable: true, configurable: true })
      }
      return container
    },
    resolve: (name) => cradle[name],
    build: (target) => (target.resolve ? target.resolve(container) : new target(...argumentsFor(target, container))),
    has: () => unknown('whether it is registered'),
    hasRegistration: () => unknown('whether it is registered'),
    createScope: () => containerOf(options, cradle),
    loadModules: () => container,
    dispose: async () => undefined,
  }
  return container
}
export const createContainer = (options) => containerOf(options)
export const InjectionMode = { PROXY: 'PROXY', CLASSIC: 'CLASSIC' }
export const Lifetime = { SINGLETON: 'SINGLETON', TRANSIENT: 'TRANSIENT', SCOPED: 'SCOPED' }
`

const nest = `
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

const nestConfig = `
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

export const containers: readonly LibraryModel[] = [
  { packages: ['tsyringe'], stub: tsyringe },
  { packages: ['inversify', 'inversify-binding-decorators'], stub: inversify, otherwise: 'inert' },
  { packages: ['typedi'], stub: typedi },
  { packages: ['awilix'], stub: awilix },
  {
    packages: ['@nestjs/core', '@nestjs/common', '@nestjs/graphql', '@nestjs/cqrs', '@nestjs/microservices', '@nestjs/websockets'],
    stub: nest,
    otherwise: 'inert',
  },
  { packages: ['@nestjs/config'], stub: nestConfig },
  { packages: ['@nestjs/*', 'reflect-metadata'], otherwise: 'inert' },
]
