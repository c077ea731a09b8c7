/** The hidden member that marks an object as a map. */
export const MAP_MARK = '@@map'
