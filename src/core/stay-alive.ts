/** The longest delay that a timer takes. */
const never = 2 ** 31 - 1;

/**
 * Waits for `work`, and keeps the process from ending before: the timers of this program do not, and a process with
 * nothing else to wait for ends in the middle of an `await`, without a word and with exit code 13.
 */
export async function stayAlive<Value>(work: Promise<Value>): Promise<Value> {
  const timer = setInterval(() => {}, never);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}
