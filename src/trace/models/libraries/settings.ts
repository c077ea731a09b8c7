/**
 * Readers of settings and checkers of input. What matters is that the value passes through: a bucket's name that was read
 * from the environment and checked is still that variable.
 */
import type { LibraryModel } from '../types.js'

/** Names of methods of a schema that give a schema of the same value. */
const SAME_ZOD =
  'base64 brand catchall check cidr cuid cuid2 datetime describe duration email emoji endsWith finite gt gte guid hex includes int ip ipv4 ipv6 isoDate jwt length loose lowercase lt lte max meta min multipleOf nanoid negative nonempty nonnegative nonpositive normalize overwrite passthrough positive readonly regex register safe size startsWith step strict strip time toLowerCase toUpperCase trim ulid uppercase url uuid uuidv4 optional nullable nullish exactOptional nonoptional unwrap removeDefault innerType promise'

const zod = `
import { later, unknown } from 'rolewright:model'
const context = () => ({ addIssue() {}, path: [], issues: [] })
const SAME = ${JSON.stringify(SAME_ZOD.split(' '))}
class Schema {
  constructor(read, more) {
    this._read = read
    if (more) Object.assign(this, more)
  }
  parse(value) {
    return this._read(value)
  }
  async parseAsync(value) {
    return this._read(value)
  }
  safeParse(value) {
    return { success: unknown('whether a value is valid'), data: this._read(value), error: unknown('why a value is not valid') }
  }
  async safeParseAsync(value) {
    return this.safeParse(value)
  }
  decode(value) {
    return this._read(value)
  }
  encode(value) {
    return value
  }
  default(other) {
    const read = this._read
    return make((value) => read(value) ?? (typeof other === 'function' ? other() : other))
  }
  prefault(other) {
    const read = this._read
    return make((value) => read(value ?? (typeof other === 'function' ? other() : other)))
  }
  catch(other) {
    const read = this._read
    return make((value) => (unknown('whether a value is valid') ? read(value) : typeof other === 'function' ? other(context()) : other))
  }
  transform(change) {
    const read = this._read
    return make((value) => change(read(value), context()))
  }
  pipe(next) {
    const read = this._read
    return make((value) => next._read(read(value)))
  }
  refine(test) {
    later(test, unknown('a value that is checked'), context())
    return this
  }
  or() {
    return plain()
  }
  and(other) {
    const read = this._read
    return make((value) => ({ ...read(value), ...other._read(value) }))
  }
  array() {
    return array(this)
  }
  isOptional() {
    return unknown('a schema')
  }
  isNullable() {
    return unknown('a schema')
  }
}
for (const name of SAME) {
  Schema.prototype[name] = function () {
    return this
  }
}
Schema.prototype.superRefine = Schema.prototype.refine
const make = (read, more) => new Schema(read, more)
const plain = () => make((value) => value)
const array = (element) =>
  make((value) => value.map((item) => element._read(item)), { element, nonempty: () => array(element), min: () => array(element), max: () => array(element) })
const object = (shape) => {
  const read = (value) => {
    const out = {}
    for (const key of Object.keys(shape)) out[key] = shape[key]._read(value[key])
    return out
  }
  const same = () => object(shape)
  return make(read, {
    shape,
    extend: (more) => object({ ...shape, ...more }),
    safeExtend: (more) => object({ ...shape, ...more }),
    augment: (more) => object({ ...shape, ...more }),
    merge: (other) => object({ ...shape, ...other.shape }),
    pick: (mask) => object(Object.fromEntries(Object.keys(mask).map((key) => [key, shape[key]]))),
    omit: same,
    partial: same,
    deepPartial: same,
    required: same,
    keyof: plain,
    passthrough: () => make((value) => ({ ...value, ...read(value) }), { shape }),
    loose: () => make((value) => ({ ...value, ...read(value) }), { shape }),
    catchall: same,
    strict: same,
    strip: same,
  })
}
const looseObject = (shape) => object(shape).passthrough()
const list = (items) => make((value) => items.map((item, i) => item._read(value[i])))
const lazy = (get) => make((value) => get()._read(value))
const preprocess = (change, next) => make((value) => next._read(change(value)))
const union = () => plain()
const literal = (value) => make(() => value)
/** What is checked is one of the values; any other one fails the check. */
const among = (values) => (value) => {
  if (!Object.values(values).includes(value)) throw new Error('a value that is not among those of an enumeration')
  return value
}
const enumeration = (values) => make(among(values), { enum: values, Enum: values, options: Object.values(values), Values: values })
const number = () => make((value) => Number(value))
const boolean = () => make((value) => Boolean(value))
const string = () => make((value) => String(value))
const coerce = { string, number, boolean, bigint: plain, date: () => make((value) => new Date(value)) }
const stringbool = () => make(() => unknown('a flag'))
const custom = (test) => plain()
const instanceOf = () => plain()
const record = (_key, value) => (value === undefined ? plain() : plain())
const iso = { date: plain, time: plain, datetime: plain, duration: plain }
class ZodError extends Error {}
const made = {
  string: plain, number: plain, boolean: plain, bigint: plain, date: plain, symbol: plain, undefined: plain, null: plain, void: plain, any: plain,
  unknown: plain, never: plain, nan: plain, int: plain, int32: plain, email: plain, url: plain, uuid: plain, guid: plain, cuid: plain, ulid: plain,
  nanoid: plain, ipv4: plain, ipv6: plain, jwt: plain, base64: plain, emoji: plain, templateLiteral: plain, file: plain, json: plain, function: plain,
  map: plain, set: plain, promise: (inner) => inner, optional: (inner) => inner, nullable: (inner) => inner, nullish: (inner) => inner,
  object, strictObject: object, looseObject, interface: object, array, tuple: list, lazy, preprocess, union, discriminatedUnion: union, xor: union,
  intersection: (left, right) => left.and(right), literal, enum: enumeration, nativeEnum: enumeration, coerce, stringbool, custom, instanceof: instanceOf,
  record, partialRecord: record, looseRecord: record, iso, ZodError, transform: (change) => make((value) => change(value, context())), pipe: (first, next) => first.pipe(next),
  codec: (_from, next) => next, prettifyError: () => unknown('an error'), treeifyError: () => unknown('an error'), flattenError: () => unknown('an error'), formatError: () => unknown('an error'),
  toJSONSchema: () => unknown('a schema'), setErrorMap() {}, config() {}, registry: () => unknown('a registry'), globalRegistry: {},
  parse: (schema, value) => schema._read(value), safeParse: (schema, value) => schema.safeParse(value), parseAsync: async (schema, value) => schema._read(value),
  NEVER: undefined, ZodIssueCode: {}, ZodFirstPartyTypeKind: {},
}
made.z = made
module.exports = made
module.exports.default = made
`

const envalid = `
const validator = (change) => (spec) => ({ spec: spec ?? {}, change })
const same = (value) => value
export const makeValidator = (parse) => validator(parse)
export const makeExactValidator = (parse) => validator(parse)
export const makeStructuredValidator = (parse) => validator(parse)
export const str = validator(same)
export const email = validator(same)
export const host = validator(same)
export const url = validator(same)
export const num = validator(Number)
export const port = validator(Number)
export const bool = validator((value) => value === 'true' || value === '1')
export const json = validator((value) => JSON.parse(value))
export const testOnly = (value) => (process.env.NODE_ENV === 'test' ? value : undefined)
export const cleanEnv = (env, specs) => {
  const out = {}
  for (const name of Object.keys(specs)) {
    const { spec, change } = specs[name]
    out[name] = 'default' in spec ? change(env[name] ?? spec.default) : change(env[name])
  }
  return out
}
export const customCleanEnv = (env, specs, more) => more(cleanEnv(env, specs))
export default { cleanEnv, customCleanEnv, makeValidator, str, email, host, url, num, port, bool, json, testOnly }
`

const envVar = `
const reader = (value) => {
  const variable = {
    required: () => variable,
    default: (other) => reader(value ?? other),
    example: () => variable,
    description: () => variable,
    convertFromBase64: () => variable,
    asJson: () => JSON.parse(value),
    asJsonObject: () => JSON.parse(value),
    asJsonArray: () => JSON.parse(value),
    asArray: (separator) => value.split(separator ?? ','),
    asSet: (separator) => new Set(value.split(separator ?? ',')),
    asUrlObject: () => new URL(value),
  }
  for (const name of ['asString', 'asUrlString', 'asEmailString', 'asEnum']) variable[name] = () => value
  for (const name of ['asInt', 'asIntPositive', 'asIntNegative', 'asPortNumber', 'asFloat', 'asFloatPositive', 'asFloatNegative']) variable[name] = () => Number(value)
  for (const name of ['asBool', 'asBoolStrict']) variable[name] = () => value === 'true' || value === '1'
  return variable
}
export const from = (env) => ({ get: (name) => (name === undefined ? env : reader(env[name])), from })
export const get = (name) => (name === undefined ? process.env : reader(process.env[name]))
export default { from, get }
`

const convict = `
const read = (spec) => {
  if (spec === null || typeof spec !== 'object' || Array.isArray(spec)) return spec
  if ('default' in spec) return spec.env === undefined ? spec.default : (process.env[spec.env] ?? spec.default)
  const out = {}
  for (const key of Object.keys(spec)) out[key] = read(spec[key])
  return out
}
const convict = (spec) => {
  let values = read(spec)
  const config = {
    get: (path) => (path === undefined ? values : path.split('.').reduce((at, key) => at[key], values)),
    default: (path) => config.get(path),
    has: () => true,
    set: () => config,
    load: (more) => {
      values = { ...values, ...more }
      return config
    },
    loadFile: () => config,
    validate: () => config,
    getProperties: () => values,
    getSchema: () => spec,
  }
  return config
}
convict.addFormat = () => {}
convict.addFormats = () => {}
convict.addParser = () => {}
module.exports = convict
`

const t3 = `
export const createEnv = (options) => {
  const env = options.runtimeEnv ?? options.runtimeEnvStrict ?? process.env
  const specs = { ...options.shared, ...options.client, ...options.server }
  const out = {}
  for (const name of Object.keys(specs)) out[name] = specs[name].parse(env[name])
  return out
}
`

/** `validate(value)` in its forms: what is checked comes back. */
const joi = `
import { unknown } from 'rolewright:model'
const error = unknown('why a value is not valid')
const schema = new Proxy(() => schema, {
  get: (_target, name) => {
    if (name === 'validate' || name === 'validateSync') return (value) => ({ value, error })
    if (name === 'validateAsync') return async (value) => value
    if (name === 'attempt') return (value) => value
    return schema
  },
})
module.exports = schema
module.exports.default = schema
`

const yup = `
const schema = new Proxy(() => schema, {
  get: (_target, name) => {
    if (name === 'validate') return async (value) => value
    if (name === 'validateSync' || name === 'cast') return (value) => value
    return schema
  },
})
module.exports = schema
module.exports.default = schema
`

/** Checkers that are called with schema and value, and give the value. */
const checked = (packageName: string, argument: number, ...names: readonly string[]): LibraryModel => ({
  packages: [packageName],
  rows: names.map((name) => ({ export: name, is: 'passThrough', argument })),
  otherwise: 'inert',
})

export const settings: readonly LibraryModel[] = [
  { packages: ['zod', 'zod/v3', 'zod/v4', 'zod/mini', 'zod/v4-mini'], stub: zod },
  { packages: ['envalid'], stub: envalid },
  { packages: ['env-var'], stub: envVar },
  { packages: ['convict'], stub: convict },
  { packages: ['@t3-oss/env-core', '@t3-oss/env-nextjs'], stub: t3 },
  {
    packages: [
      'dotenv',
      'dotenv/config',
      'dotenv-safe',
      'dotenv-flow',
      'dotenv-expand',
      'source-map-support',
      'source-map-support/register',
    ],
    otherwise: 'inert',
  },
  { packages: ['joi', '@hapi/joi', '@types/joi'], stub: joi },
  { packages: ['yup'], stub: yup },
  checked('valibot', 1, 'parse', 'parseAsync'),
  checked('superstruct', 0, 'create', 'mask', 'validate'),
  checked('class-transformer', 1, 'plainToInstance', 'plainToClass'),
  checked('class-validator', 0, 'validateOrReject'),
]
