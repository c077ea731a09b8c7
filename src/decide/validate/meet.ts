/** Whether two patterns have a text in common, part by part for ARNs. */
import { type ArnPattern, type Glob, parseGlob, parseResourcePattern, splitAtColons, type Token } from '../../policy/index.js'

/** A pattern of ARNs to be held against formats; null for `*`, which meets all. */
export interface ResourceShape {
  readonly parts: readonly (readonly Unit[])[]
  /** Null where it has wildcards. */
  readonly service: string | null
}

export function shapeOf(resource: string, variables: boolean): ResourceShape | null {
  const pattern = parseResourcePattern(resource, variables)
  return pattern.kind === 'parts' ? shape(pattern.parts) : null
}

const shape = (parts: readonly Glob[]): ResourceShape => {
  const service = parts[2] ?? []
  const [only] = service
  return { parts: parts.map(units), service: service.length === 1 && only?.kind === 'text' ? only.text : null }
}

const formats = new Map<string, ResourceShape>()

/** Formats are the catalog's, so there are only so many. */
function formatShape(format: string): ResourceShape {
  const known = formats.get(format)
  if (known !== undefined) return known
  const globs = splitAtColons(format, true).map((part) =>
    parseGlob(part.replace(/\$\{[^}]*\}/g, '*'), { wildcards: true, variables: false }),
  )
  const made = shape(globs)
  formats.set(format, made)
  return made
}

/** @param format an ARN of the catalog, with `${…}` for names */
export function meetsFormat(resource: ResourceShape | null, format: string): boolean {
  if (resource === null) return true
  const other = formatShape(format)
  if (resource.service !== null && other.service !== null && resource.service !== other.service) return false
  return other.parts.length === resource.parts.length && resource.parts.every((part, i) => globsMeet(part, other.parts[i] ?? []))
}

export const coversAny = (pattern: ArnPattern): boolean => pattern.kind === 'everything'

/** Characters, `null` for one of any, and `*` objects for runs. A variable may have any value. */
type Unit = string | null | typeof RUN
const RUN = Symbol('any run of characters')

const units = (glob: Glob): readonly Unit[] => glob.flatMap(unitsOf)

function unitsOf(token: Token): readonly Unit[] {
  if (token.kind === 'text') return [...token.text]
  return token.kind === 'one' ? [null] : [RUN]
}

/** Walks both at once; each row holds the places of `b` that can be reached with the units of `a` so far. */
function globsMeet(a: readonly Unit[], b: readonly Unit[]): boolean {
  let row = closure(new Set([0]), b)
  for (const unit of a) {
    const next = new Set<number>()
    for (const place of row) {
      if (unit === RUN) for (let i = place; i <= b.length; i++) next.add(i)
      else {
        const other = b[place]
        if (other === RUN) next.add(place)
        else if (other !== undefined && (other === unit || other === null || unit === null)) next.add(place + 1)
      }
    }
    row = closure(next, b)
  }
  return row.has(b.length)
}

/** A run may be empty. */
function closure(places: Set<number>, b: readonly Unit[]): Set<number> {
  for (const place of places) if (b[place] === RUN) places.add(place + 1)
  return places
}
