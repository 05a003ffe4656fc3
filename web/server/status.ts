import type { Connection } from "./connection.ts";

export interface Readiness {
  readonly ready: boolean;
  readonly reason?: string;
  readonly waits_for?: { readonly fraction?: number; readonly eta_seconds?: number | null };
  readonly in_flight: number;
  readonly queued: number;
}

/** Whether a model can answer. */
export async function readReadiness({ base }: Connection): Promise<Readiness> {
  return (await (await fetch(`${base}/ready?status=200`)).json()) as Readiness;
}
