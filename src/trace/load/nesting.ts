/**
 * How deep brackets nest in a text. The parser is native code that goes one call deeper for each of them, and what
 * overflows its stack ends the process; so a text that nests deeper than any program does is not handed to it.
 */

/** Written by hand nothing comes near it, and by a bundler little; the parser takes several times as many. */
export const MAX_NESTING = 1_000

/** @returns the offset of the bracket that nests too deep; null where none does */
export function tooDeepAt(text: string): number | null {
  // Brackets in texts and patterns only ever make the first count too high, and it is a fifth of the work.
  return deepest(text, false) === null ? null : deepest(text, true)
}

function deepest(text: string, skipsTexts: boolean): number | null {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 40 || code === 91 || code === 123) {
      if (++depth > MAX_NESTING) return at
    } else if (code === 41 || code === 93 || code === 125) depth = Math.max(0, depth - 1)
    else if (skipsTexts && (code === 34 || code === 39 || code === 96 || code === 47)) at = endOfText(text, at)
  }
  return null
}

/** The last character of a text, template, comment or pattern that begins here; `at` itself where none does. */
function endOfText(text: string, at: number): number {
  TOKEN.lastIndex = at
  const found = TOKEN.exec(text)?.[0]
  if (found === undefined || (found.startsWith('/') && !/^\/[/*]/.test(found) && !mayBePattern(text, at))) return at
  return at + found.length - 1
}

// A run without a backslash is one step: a text of megabytes must not be one alternative a character.
const TOKEN =
  /"[^"\\\n]*(?:\\[\s\S][^"\\\n]*)*"|'[^'\\\n]*(?:\\[\s\S][^'\\\n]*)*'|`[^`\\]*(?:\\[\s\S][^`\\]*)*`|\/\/[^\n]*|\/\*[\s\S]*?\*\/|\/(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\//y

/** A slash divides behind a value and opens a pattern behind anything else. */
const mayBePattern = (text: string, at: number): boolean =>
  !/[\w$)\]}]\s*$/.test(text.slice(Math.max(0, at - 20), at)) ||
  /\b(?:return|typeof|case|in|of|void)\s*$/.test(text.slice(Math.max(0, at - 20), at))
