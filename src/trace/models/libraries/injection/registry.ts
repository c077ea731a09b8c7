/** What containers have in common: what is registered under a token, and what is made when it is asked for. */

export const registry = `
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
