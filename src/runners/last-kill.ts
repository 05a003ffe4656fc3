/**
 * The last deed of this process for its runners. Each sees the end of its stdin and exits, but one that is stopped or
 * that hangs sees nothing; so those that are left when this process exits are killed then. Exit handlers are
 * synchronous, and so is a kill.
 */
const living = new Set<() => void>();

/** Calls `kill` when this process exits. The returned function takes that back: the runner has ended. */
export function killOnExit(kill: () => void): () => void {
  if (living.size === 0) process.on("exit", killAll);
  living.add(kill);
  return () => {
    if (living.delete(kill) && living.size === 0) process.off("exit", killAll);
  };
}

function killAll(): void {
  for (const kill of living) kill();
}
