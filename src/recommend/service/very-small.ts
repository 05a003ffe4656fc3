/** Parameters. Measured on `smollm2-135m`; a model between it and a billion has not been. */
const verySmall = 400e6;

/**
 * Whether a model is too small to choose among candidates, and to say anything about a list but its items. One that does
 * not report its size is most often another server's, and larger.
 */
export function isVerySmall(parameterCount: number | undefined): boolean {
  return parameterCount !== undefined && parameterCount < verySmall;
}
