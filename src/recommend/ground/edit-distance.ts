/**
 * The number of letters to put in, leave out, replace or swap with their neighbour that turns one text into the other;
 * `limit + 1` as soon as it is more than `limit`. Takes (a's length × limit) steps.
 */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let twoBack = new Int32Array(b.length + 1);
  let current = new Int32Array(b.length + 1);
  let before = Int32Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    current.fill(limit + 1);
    if (row <= limit) current[0] = row;
    let best = current[0] ?? limit + 1;
    const end = Math.min(b.length, row + limit);
    for (let column = Math.max(1, row - limit); column <= end; column += 1) {
      const isSame = a.charCodeAt(row - 1) === b.charCodeAt(column - 1);
      let cost = Math.min(
        at(before, column - 1) + (isSame ? 0 : 1),
        at(before, column) + 1,
        at(current, column - 1) + 1,
      );
      const isSwap =
        row > 1 &&
        column > 1 &&
        a.charCodeAt(row - 1) === b.charCodeAt(column - 2) &&
        a.charCodeAt(row - 2) === b.charCodeAt(column - 1);
      if (isSwap) cost = Math.min(cost, at(twoBack, column - 2) + 1);
      current[column] = cost;
      best = Math.min(best, cost);
    }
    if (best > limit) return limit + 1;
    // The oldest of the three rows is written over next.
    [twoBack, before, current] = [before, current, twoBack];
  }
  return Math.min(at(before, b.length), limit + 1);
}

function at(row: Int32Array, column: number): number {
  return row[column] ?? Infinity;
}
