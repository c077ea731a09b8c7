/** The text of a lockfile → a lock, with the line of every entry, or the one problem that says why not and where. */
import { fail, ok, type Place, type Problem, type Result } from '../../outcome/index.js'
import { nodeAt, placesIn, readJson } from '../../policy/index.js'
import { LOCK_VERSION, type Lock, type LockGrant } from './types.js'

export interface ParsedLock {
  readonly lock: Lock
  readonly placeOf: (grant: LockGrant) => Place | null
}

const UPDATE = 'write it anew: rolewright generate --update-lock'

/**
 * @param file its name, for places
 * @errors `lock/conflict`: a merge left its markers; `lock/syntax`: no JSON; `lock/version`: another version of the form;
 *   `lock/form`: a member that is missing, unknown, or of another form
 */
export async function parseLock(text: string, file: string): Promise<Result<ParsedLock, Problem>> {
  const places = placesIn(text, file)
  const problem = (code: string, message: string, hint: string, at: Place | null): Result<never, Problem> =>
    fail({ code, message, hint, at })
  const marker = /^(?:<{7}|>{7}|={7})(?: |$)/m.exec(text)
  if (marker !== null) {
    const hint = `take either side, then review what changes: ${UPDATE.replace('write it anew: ', '')}`
    return problem('lock/conflict', `\`${file}\` holds the markers of a merge that is not done`, hint, places(marker.index))
  }
  const json = readJson(text)
  if (!json.ok) return problem('lock/syntax', `\`${file}\` is not JSON: ${json.error.message}`, UPDATE, places(json.error.at))
  const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''))
  const version = typeof value === 'object' && value !== null && 'lockVersion' in value ? value.lockVersion : undefined
  if (typeof version === 'number' && version !== LOCK_VERSION) {
    const hint = version > LOCK_VERSION ? 'update rolewright' : UPDATE
    const at = places(nodeAt(json.value, ['lockVersion']).at)
    return problem('lock/version', `\`${file}\` has version ${version}, and this rolewright reads version ${LOCK_VERSION}`, hint, at)
  }
  // The schema's library takes longer to load than a lock to read, so it is loaded only where there is a lock.
  const { lockSchema } = await import('./schema.js')
  const read = lockSchema.safeParse(value)
  if (!read.success) {
    const [issue] = read.error.issues
    const path = (issue?.path ?? []).filter((step) => typeof step !== 'symbol')
    const said = (issue?.message ?? '').split('\n')[0]?.replace(/\.$/, '').toLowerCase()
    const where = path.length === 0 ? 'it' : `\`${path.join('.')}\``
    return problem('lock/form', `${where} in \`${file}\` has another form: ${said}`, UPDATE, places(nodeAt(json.value, path).at))
  }
  const subjects = new Map(Object.entries(read.data.subjects).sort(([a], [b]) => (a < b ? -1 : 1)))
  const offsets = new Map<LockGrant, number>()
  for (const [id, grants] of subjects) {
    for (const [i, grant] of grants.entries()) offsets.set(grant, nodeAt(json.value, ['subjects', id, i]).at)
  }
  return ok({
    lock: { lockVersion: LOCK_VERSION, subjects },
    placeOf: (grant) => {
      const offset = offsets.get(grant)
      return offset === undefined ? null : places(offset)
    },
  })
}
