/**
 * `defaults` with what `given` sets over them. A property that is `undefined` counts as not given, as it does for a
 * caller who passes an option on; a spread would let it hide the default.
 */
export function withDefaults<T extends object>(defaults: T, ...given: readonly (Partial<T> | undefined)[]): T {
  const merged = { ...defaults };
  for (const layer of given) {
    for (const key in layer) if (layer[key] !== undefined) merged[key] = layer[key];
  }
  return merged;
}
