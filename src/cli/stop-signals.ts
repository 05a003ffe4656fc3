/** The signals that stop a process. On Windows only Ctrl-C does. */
const names = ["SIGTERM", "SIGINT"] as const;
export type StopSignal = (typeof names)[number];

export interface StopSignals {
  /** Resolves with the first signal. The second ends the process with the exit code that shells expect. */
  readonly first: Promise<StopSignal>;
}

const exitCodes: Readonly<Record<StopSignal, number>> = { SIGTERM: 143, SIGINT: 130 };

/** What a process that a signal stopped ends with. */
export function stopExitCode(signal: StopSignal): number {
  return exitCodes[signal];
}

export function createStopSignals(): StopSignals {
  const first = new Promise<StopSignal>((resolve) => {
    let isStopping = false;
    for (const name of names) {
      process.on(name, () => {
        if (isStopping) process.exit(exitCodes[name]);
        isStopping = true;
        resolve(name);
      });
    }
  });
  return { first };
}
