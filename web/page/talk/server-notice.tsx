import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { readReadiness, type Readiness } from "../../server/status.ts";
import { connection } from "../connection.ts";
import { t } from "../language.ts";

const everyMs = { ready: 15_000, waiting: 1_500 } as const;

/** One line while no model can answer or the server is not there; nothing while all is well. */
export function ServerNotice(): JSX.Element | null {
  const state = useSignal<Readiness | "unreachable" | undefined>(undefined);
  useEffect(() => {
    let timer = 0;
    let isOver = false;
    const ask = async (): Promise<void> => {
      const found = await readReadiness(connection).catch(() => "unreachable" as const);
      if (isOver) return;
      state.value = found;
      const isWell = found !== "unreachable" && found.ready;
      timer = setTimeout(() => void ask(), isWell ? everyMs.ready : everyMs.waiting);
    };
    void ask();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, []);
  const found = state.value;
  if (found === undefined) return null;
  if (found === "unreachable") return <Notice text={t("unreachable")} />;
  if (found.ready) return null;
  const { fraction } = found.waits_for ?? {};
  if (fraction === undefined) return <Notice text={t("noModel")} />;
  return <Notice text={t("fetchingModel", { percent: Math.floor(fraction * 100) })} fraction={fraction} />;
}

function Notice({ text, fraction }: { readonly text: string; readonly fraction?: number }): JSX.Element {
  return (
    <div class="notice" role="status">
      <span>{text}</span>
      {fraction !== undefined && <progress value={fraction} aria-label={text} />}
    </div>
  );
}
