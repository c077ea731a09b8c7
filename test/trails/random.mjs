// Numbers and texts from a seed, the same on every machine.

/** A generator of numbers from 0 to 1 (mulberry32). */
export function random(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export const hex = (next, length) => Array.from({ length }, () => Math.floor(next() * 16).toString(16)).join('')
export const uuid = (next) => `${hex(next, 8)}-${hex(next, 4)}-4${hex(next, 3)}-a${hex(next, 3)}-${hex(next, 12)}`
export const upper = (next, length) => Array.from({ length }, () => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Math.floor(next() * 32)]).join('')
export const pick = (next, list) => list[Math.floor(next() * list.length)]
export const iso = (seconds) => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')
