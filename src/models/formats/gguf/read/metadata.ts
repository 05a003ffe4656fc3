/** What is kept of one metadata value. Long ones are passed over; only their length is used. */
export type MetadataValue =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "bool"; readonly value: boolean }
  /** `value` is absent when the text is longer than `ggufLimits.heldStringBytes`. */
  | { readonly kind: "text"; readonly byteLength: number; readonly value?: string }
  /** `values` is absent for texts and when there are more than `ggufLimits.heldArrayElements`. */
  | { readonly kind: "array"; readonly of: string; readonly length: number; readonly values?: readonly number[] };

/** By key, in the order of the file. */
export type Metadata = ReadonlyMap<string, MetadataValue>;
