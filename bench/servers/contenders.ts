import { startLlamaServer, startReparteeServer, type ServerProcess } from "../server-process.ts";

/** A server with its settings, which can be started and asked. */
export interface Contender {
  readonly name: string;
  /** What it was started with, besides the model and the port. */
  readonly flags: readonly string[];
  start(): Promise<ServerProcess>;
}

/** Slots of llama-server that suit eight and sixteen streams best. */
const tunedSlots = [8, 16] as const;
const slotContext = 4096;

/** Repartee with its defaults first; then llama-server with its defaults and with as many slots as there are streams. */
export function contendersFor(model: string, llamaServer: string | undefined): readonly Contender[] {
  const repartee: Contender = {
    name: "Repartee",
    flags: [],
    start: () => startReparteeServer(["--model", model]),
  };
  if (llamaServer === undefined) return [repartee];
  const other = (name: string, flags: readonly string[]): Contender => ({
    name,
    flags,
    start: () => startLlamaServer(llamaServer, ["-m", model, ...flags]),
  });
  return [
    repartee,
    other("llama-server", []),
    ...tunedSlots.map((slots) =>
      other(`llama-server, ${slots} slots`, ["-np", String(slots), "-c", String(slots * slotContext)]),
    ),
  ];
}
