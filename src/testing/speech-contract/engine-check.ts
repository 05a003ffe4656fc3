import type { ContractCheck } from "../engine-contract/check.ts";

/** Makes checks that each get an engine of their own, closed behind them. */
export function engineChecks<Engine extends AsyncDisposable>(
  createEngine: () => Engine,
): (name: string, run: (engine: Engine) => Promise<void>) => ContractCheck {
  return (name, run) => ({
    name,
    async run() {
      await using engine = createEngine();
      await run(engine);
    },
  });
}
