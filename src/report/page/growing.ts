/** A long list is drawn from its beginning: what is seen at once, the rest while nobody waits. */
import { useEffect, useState } from 'preact/hooks'

const CHUNK = 60
/** Between two chunks there is time for what a person does. */
const PAUSE_MS = 40

/** @param items the same list as long as nothing changed; @returns its beginning, longer each time */
export function useGrowing<T>(items: readonly T[], first: number, whole: boolean): readonly T[] {
  const [grown, setGrown] = useState({ items, count: first })
  const count = whole ? items.length : grown.items === items ? grown.count : first
  useEffect(() => {
    if (count >= items.length) return
    const timer = setTimeout(() => setGrown({ items, count: count + CHUNK }), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [items, count])
  return count >= items.length ? items : items.slice(0, count)
}
