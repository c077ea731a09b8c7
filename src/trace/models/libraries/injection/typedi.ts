/** TypeDI. Source: its README. */
import { registry } from './registry.js'

export const typedi = `
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
