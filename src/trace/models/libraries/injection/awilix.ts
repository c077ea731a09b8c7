/** Awilix. Source: its README. */
import { registry } from './registry.js'

export const awilix = `
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
