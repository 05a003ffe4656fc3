/** The direction of a vector, with length 1; a zero vector stays as it is. */
export function toUnitVector(values: ArrayLike<number>): Float32Array {
  // Not `Math.hypot(...values)`: a function takes only so many arguments.
  let squares = 0;
  for (let index = 0; index < values.length; index += 1) squares += (values[index] ?? 0) ** 2;
  const length = Math.sqrt(squares) || 1;
  const unit = new Float32Array(values.length);
  for (let index = 0; index < unit.length; index += 1) unit[index] = (values[index] ?? 0) / length;
  return unit;
}

/** How alike two vectors of length 1 point: 1 for the same direction, 0 for unrelated ones, -1 for opposite ones. */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}
