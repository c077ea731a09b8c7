/** tsyringe 4. Source: its README. */
import { registry } from './registry.js'

export const tsyringe = `
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
