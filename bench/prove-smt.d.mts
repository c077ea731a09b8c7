export function isEncodable(document: unknown): boolean
export function encode(narrow: unknown, wide: unknown, isMultiValued: (key: string) => boolean, timeoutMs: number): string
