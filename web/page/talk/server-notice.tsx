import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { readReadiness, type Readiness } from "../../server/status.ts";
import { connection } from "../connection.ts";
import { t } from "../language.ts";
import { Link } from "../router.tsx";
import { duration } from "../amounts.ts";

const everyMs = { ready: 15_000, waiting: 1_500 } as const;

interface ServerNoticeProps {
  /** Whether somebody is answered all the same, with written lines. */
  readonly hasWrittenReplies: boolean;
}

/** One line while no model can answer or the server is not there; nothing while all is well. */
export function ServerNotice({ hasWrittenReplies }: ServerNoticeProps): JSX.Element | null {
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
  const { fraction, eta_seconds: eta } = found.waits_for ?? {};
  if (fraction === undefined) return <Notice text={t(hasWrittenReplies ? "noModel" : "noModelChat")} hasLink />;
  const text = t(hasWrittenReplies ? "fetchingModel" : "fetchingModelChat", { percent: Math.floor(fraction * 100) });
  const rest = typeof eta === "number" ? ` ${t("eta", { time: duration(eta) })}.` : "";
  return <Notice text={text + rest} fraction={fraction} />;
}

interface NoticeProps {
  readonly text: string;
  readonly fraction?: number;
  readonly hasLink?: boolean;
}

function Notice({ text, fraction, hasLink = false }: NoticeProps): JSX.Element {
  return (
    <div class="notice" role="status">
      <span>
        {text} {hasLink && <Link to="/models">{t("getModel")}</Link>}
      </span>
      {fraction !== undefined && <progress value={fraction} aria-label={text} />}
    </div>
  );
}
