/**
 * The hash by which GitHub knows a place again when lines move: of the line's beginning and what follows, up to a hundred
 * characters without blanks. The upload action computes the same; who uploads through the REST interface has to bring it.
 *
 * Source: GitHub Docs, "SARIF support for code scanning", "Data for preventing duplicated alerts"; github/codeql-action
 * (MIT), `fingerprints.ts`, which says what is hashed.
 */

const WINDOW = 100
const FACTOR = 37n
const END = 65_535

/** @returns by line, from the first: the hash in hexadecimal digits, and how many lines with the same hash there were */
export function lineHashes(text: string): readonly string[] {
  const chars: number[] = []
  const starts: number[] = []
  let isStart = true
  const push = (char: number): void => {
    if (isStart) starts.push(chars.length)
    isStart = char === 10
    chars.push(char)
  }
  const unix = text.replaceAll(/\r\n?/g, '\n')
  for (let i = 0; i < unix.length; i++) {
    const char = unix.charCodeAt(i)
    if (char !== 32 && char !== 9) push(char)
  }
  push(END)
  const counts = new Map<string, number>()
  return starts.map((start) => {
    let hash = 0n
    for (let i = start; i < start + WINDOW; i++) hash = BigInt.asUintN(64, hash * FACTOR + BigInt(chars[i] ?? 0))
    const digits = hash.toString(16)
    const count = (counts.get(digits) ?? 0) + 1
    counts.set(digits, count)
    return `${digits}:${count}`
  })
}
