/** InversifyJS 6 and 7. Source: its README. */
import { registry } from './registry.js'

export const inversify = `
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
