import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { readReadiness } from "../server/status.ts";
import { connection } from "./connection.ts";
import { t } from "./language.ts";

/** A reply that takes longer than this may be in the queue. */
const askAfterMs = 700;
const askEveryMs = 1_000;

/** Where a reply will be: three dots, and how long the queue is while there is one. */
export function Waiting({ label }: { readonly label?: string }): JSX.Element {
  const queued = useSignal(0);
  useEffect(() => {
    let timer = setTimeout(() => void ask(), askAfterMs);
    let isOver = false;
    async function ask(): Promise<void> {
      const found = await readReadiness(connection).catch(() => undefined);
      if (isOver) return;
      queued.value = found?.queued ?? 0;
      timer = setTimeout(() => void ask(), askEveryMs);
    }
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, []);
  return (
    <p class="waiting">
      {label !== undefined && <span class="hidden">{label}</span>}
      <i />
      <i />
      <i />
      {queued.value > 0 && (
        <span class="queue" role="status">
          {t("inQueue", { n: queued.value })}
        </span>
      )}
    </p>
  );
}
