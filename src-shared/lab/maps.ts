// Access to the maps of a document by names that people choose. `constructor` and `toString` are good identifiers, so
// nothing may be looked up without asking whether it is there.
export function own<T>(map: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return map !== undefined && Object.hasOwn(map, key) ? map[key] : undefined
}

export const has = (map: object | undefined, key: string): boolean => map !== undefined && Object.hasOwn(map, key)

export const entries = <T>(map: Readonly<Record<string, T>> | undefined): [string, T][] =>
  map === undefined ? [] : Object.entries(map)
