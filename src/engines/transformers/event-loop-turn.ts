/**
 * Lets everything else have its turn: frames that came in, such as a cancellation, are read before this goes on, and
 * what was written goes out. An evaluation blocks the thread, so there is one of these before each.
 */
export function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
