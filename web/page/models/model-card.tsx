import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { loadModel, unloadModel, type ServerModel } from "../../server/models.ts";
import { bytes, duration, number } from "../amounts.ts";
import { connection } from "../connection.ts";
import { t } from "../language.ts";

interface ModelCardProps {
  readonly model: ServerModel;
  /** It answers requests that name no model. */
  readonly isDefault: boolean;
  readonly onChange: () => void;
}

/** One model that answers or could, and what can be done with it. */
export function ModelCard({ model: { id, repartee: about }, isDefault, onChange }: ModelCardProps): JSX.Element {
  const problem = useSignal<string | undefined>(undefined);
  const isBusy = useSignal(false);
  const { state, failure, load_fraction: fraction, eta_seconds: eta } = about;

  async function act(action: () => Promise<void>): Promise<void> {
    isBusy.value = true;
    problem.value = undefined;
    onChange();
    try {
      await action();
    } catch (thrown) {
      problem.value = thrown instanceof Error ? thrown.message : String(thrown);
    }
    isBusy.value = false;
    onChange();
  }

  return (
    <article class="card model" data-state={state}>
      <div class="row">
        <h3 class="model-name">{id}</h3>
        <span class="badges">
          {isDefault && state === "ready" && <span class="badge strong">{t("answersNow")}</span>}
          <span class="badge" data-state={state}>
            {stateText(about)}
          </span>
        </span>
      </div>
      <Facts>
        {about.quantization}
        {about.size_bytes !== undefined && bytes(about.size_bytes)}
        {about.memory_bytes !== undefined && `${t("memory")} ${bytes(about.memory_bytes)}`}
        {about.device !== undefined && about.device !== "none" && t("device", { device: about.device.toUpperCase() })}
        {about.context_window !== undefined && t("context", { n: number(about.context_window) })}
      </Facts>
      {about.device_reason !== undefined && <p class="soft-text small">{about.device_reason}</p>}
      {state === "loading" && (
        <div class="loading-line">
          <progress value={fraction} aria-label={t("loading")} />
          {eta !== undefined && <span class="small soft-text">{t("eta", { time: duration(eta) })}</span>}
        </div>
      )}
      {failure !== undefined && (
        <p class="problem">
          {failure.message}
          {failure.hint !== undefined && <span class="soft-text"> {failure.hint}</span>}
        </p>
      )}
      {problem.value !== undefined && <p class="problem">{problem.value}</p>}
      <div class="row end">
        {state === "ready" ? (
          <button
            type="button"
            class="soft"
            disabled={isBusy.value}
            onClick={() => void act(() => unloadModel(connection, id))}
          >
            {t("unload")}
          </button>
        ) : (
          <button
            type="button"
            class="soft"
            disabled={isBusy.value || state === "loading" || state === "unloading"}
            onClick={() => void act(() => loadModel(connection, id))}
          >
            {t("load")}
          </button>
        )}
      </div>
    </article>
  );
}

function stateText({ state, phase, waits_for_memory: waits }: ServerModel["repartee"]): string {
  if (state === "loading" && waits === true) return t("waiting");
  if (state === "loading" && phase === "downloading") return t("downloading");
  return t(state === "failed" ? "failedState" : state);
}

/** Facts of a model in one line, what is missing left out. */
export function Facts({ children }: { readonly children: ComponentChildren }): JSX.Element {
  const facts = [children].flat().filter((fact): fact is string => typeof fact === "string" && fact !== "");
  return <p class="facts">{facts.join(" · ")}</p>;
}
