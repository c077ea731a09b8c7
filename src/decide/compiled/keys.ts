/**
 * Condition keys as numbers. Each key that some compiled policy asks for has one; a spelling in a request is looked up
 * once and remembered, so that a hot path compares numbers instead of folding case.
 */

const ids = new Map<string, number>()
const spellings = new Map<string, number>()

// Spellings come from requests, and so from outside: beyond this many they are folded each time.
const MAX_SPELLINGS = 20_000

/** @returns the number of a key that a policy asks for; the same for each spelling */
export function keyId(key: string): number {
  const name = key.toLowerCase()
  const known = ids.get(name)
  if (known !== undefined) return known
  const id = ids.size
  ids.set(name, id)
  // A spelling that was remembered as unknown may be this key's.
  spellings.clear()
  return id
}

/** @returns -1 where no compiled policy asks for the key */
export function keyIdOfSpelling(spelling: string): number {
  const known = spellings.get(spelling)
  if (known !== undefined) return known
  const id = ids.get(spelling.toLowerCase()) ?? -1
  if (spellings.size < MAX_SPELLINGS) spellings.set(spelling, id)
  return id
}
