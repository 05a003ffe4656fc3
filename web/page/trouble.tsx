import type { JSX } from "preact";
import { ServerError } from "../server/connection.ts";
import { t } from "./language.ts";

/** What went wrong, and what to do about it. */
export interface Trouble {
  readonly problem: string;
  readonly hint?: string;
}

export function troubleOf(thrown: unknown): Trouble {
  if (!(thrown instanceof ServerError)) return { problem: thrown instanceof Error ? thrown.message : String(thrown) };
  // Nobody tries again by itself what a person asked for.
  if (thrown.code === "unreachable") return { problem: t("unreachableNow") };
  if (thrown.code === "connection_lost") return { problem: t("connectionLost") };
  return { problem: thrown.message, ...(thrown.hint === undefined ? {} : { hint: thrown.hint }) };
}

export function TroubleLine({ problem, hint }: Trouble): JSX.Element {
  return (
    <p class="problem" dir="auto">
      {problem}
      {hint !== undefined && <span class="hint">{hint}</span>}
    </p>
  );
}
