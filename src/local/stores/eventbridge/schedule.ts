/** Schedules of rules. Source: EventBridge User Guide, "Setting a schedule pattern for scheduled rules". */
const RATE = /^rate\((\d+) (minute|minutes|hour|hours|day|days)\)$/
const CRON = /^cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)$/
const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }
const MINUTE_MS = 60_000
const SEARCH_MS = 4 * 366 * 86_400_000

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

/** @returns why it is no schedule; null where it is one */
export function scheduleProblem(expression: string): string | null {
  const rate = RATE.exec(expression)
  if (rate !== null) {
    const value = Number(rate[1])
    const plural = rate[2]?.endsWith('s') === true
    return value >= 1 && plural === value > 1 ? null : 'Parameter ScheduleExpression is not valid.'
  }
  const cron = CRON.exec(expression)
  // One of the two days is `?`.
  return cron !== null && (cron[3] === '?') !== (cron[5] === '?') ? null : 'Parameter ScheduleExpression is not valid.'
}

/** The next time after `now`; null where there is none within four years. */
export function nextRun(expression: string, now: number): number | null {
  const rate = RATE.exec(expression)
  if (rate !== null) return now + Number(rate[1]) * (UNIT_MS[(rate[2] ?? '').replace(/s$/, '')] ?? MINUTE_MS)
  const cron = CRON.exec(expression)
  if (cron === null) return null
  const [, minute = '', hour = '', day = '', month = '', weekday = '', year = ''] = cron
  const end = now + SEARCH_MS
  let at = Math.floor(now / MINUTE_MS) * MINUTE_MS + MINUTE_MS
  while (at < end) {
    const date = new Date(at)
    if (
      !matches(year, date.getUTCFullYear(), 1970, []) ||
      !matches(month, date.getUTCMonth() + 1, 1, MONTHS) ||
      !matchesDay(day, weekday, date)
    ) {
      at = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() + 1)
      continue
    }
    if (!matches(hour, date.getUTCHours(), 0, [])) {
      at = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate(), date.getUTCHours() + 1)
      continue
    }
    if (matches(minute, date.getUTCMinutes(), 0, [])) return at
    at += MINUTE_MS
  }
  return null
}

function matchesDay(day: string, weekday: string, date: Date): boolean {
  if (day !== '?') {
    if (day === 'L') return date.getUTCDate() === new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
    return matches(day, date.getUTCDate(), 1, [])
  }
  // `2#1` is the first Monday of the month.
  const nth = /^(\w+)#(\d)$/.exec(weekday)
  if (nth !== null) return matches(nth[1] ?? '', date.getUTCDay() + 1, 1, DAYS) && Math.ceil(date.getUTCDate() / 7) === Number(nth[2])
  return matches(weekday, date.getUTCDay() + 1, 1, DAYS)
}

/** `*`, `5`, `1,3`, `1-5`, `0/15`, `MON-FRI`; names count from `first`. */
function matches(field: string, value: number, first: number, names: readonly string[]): boolean {
  const numberOf = (text: string): number => (names.includes(text.toUpperCase()) ? names.indexOf(text.toUpperCase()) + first : Number(text))
  return field.split(',').some((part) => {
    if (part === '*' || part === '?') return true
    const [range = '', step] = part.split('/')
    const [from = '', to] = range.split('-')
    const low = from === '*' ? first : numberOf(from)
    const high = to !== undefined ? numberOf(to) : step === undefined ? low : Number.POSITIVE_INFINITY
    return value >= low && value <= high && (step === undefined || (value - low) % Number(step) === 0)
  })
}
