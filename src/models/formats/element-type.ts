/** Bytes of one element of a checkpoint's tensor; what is not listed here can be named in a file, but not be read. */
export const elementBytes = { F64: 8, F32: 4, F16: 2, BF16: 2, I64: 8, I32: 4, I16: 2, I8: 1, U8: 1, BOOL: 1 } as const;

export type ElementType = keyof typeof elementBytes;
