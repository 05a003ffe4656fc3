import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import {
  addPreference,
  readPreferences,
  recommend,
  removePreference,
  type Preference,
  type RecommendAnswer,
  type Recommendation,
  type Verdict,
} from "../../server/recommendations.ts";
import { connection, userId } from "../connection.ts";
import { Icon, type IconName } from "../icons.tsx";
import { language, t } from "../language.ts";
import { reasonText } from "../reasons.ts";
import { Taste } from "./taste.tsx";
import "../style/models.css";
import "../style/recommend.css";

interface Asked {
  readonly items: readonly Recommendation[];
  readonly answer?: RecommendAnswer;
  readonly isRunning: boolean;
  readonly problem?: string;
}

const limit = 6;
const asked = signal<Asked | undefined>(undefined);
const preferences = signal<readonly Preference[]>([]);
let running: AbortController | undefined;

async function ask(query: string, kind: string): Promise<void> {
  running?.abort();
  const controller = new AbortController();
  running = controller;
  let state: Asked = { items: [], isRunning: true };
  const show = (change: Partial<Asked>): void => {
    if (running !== controller) return;
    state = { ...state, ...change };
    asked.value = state;
  };
  show({});
  const request = { query, user_id: userId(), limit, language: language.value, ...(kind === "" ? {} : { kind }) };
  try {
    const answer = await recommend(connection, request, controller.signal, (item) =>
      show({ items: [...state.items, item] }),
    );
    show({ items: answer.recommendations, answer, isRunning: false });
  } catch (thrown) {
    if (controller.signal.aborted) show({ isRunning: false });
    else show({ isRunning: false, problem: thrown instanceof Error ? thrown.message : String(thrown) });
  }
}

async function judge(item: Recommendation, verdict: Verdict): Promise<void> {
  const before = preferences.value.find(({ title, year }) => title === item.title && year === (item.year ?? null));
  if (before !== undefined) await forget(before);
  if (before?.verdict === verdict) return;
  const added = await addPreference(connection, userId(), item, verdict);
  preferences.value = [...preferences.value, added];
}

async function forget(preference: Preference): Promise<void> {
  preferences.value = preferences.value.filter(({ id }) => id !== preference.id);
  await removePreference(connection, userId(), preference.id);
}

const kinds = [
  ["", "everything"],
  ["movie", "film"],
  ["series", "series"],
] as const;

/** Films and series, asked for in one's own words; a model chooses, a catalog checks, and each card says who did what. */
export function RecommendPage(): JSX.Element {
  const [kind, setKind] = useState("");
  const state = asked.value;
  useEffect(() => {
    readPreferences(connection, userId()).then(
      (found) => {
        preferences.value = found;
      },
      () => {
        // What was liked is not to be had now; recommendations work without it, and say when they do not.
      },
    );
  }, []);
  return (
    <div class="sheet recommend" tabIndex={0}>
      <h1>{t("recommendTitle")}</h1>
      <form
        class="ask"
        onSubmit={(event) => {
          event.preventDefault();
          const query = new FormData(event.currentTarget).get("query");
          if (typeof query === "string" && (query.trim() !== "" || preferences.value.length > 0))
            void ask(query.trim(), kind);
        }}
      >
        <input
          name="query"
          aria-label={t("recommendTitle")}
          placeholder={t("recommendPlaceholder")}
          autocomplete="off"
        />
        <button class="primary">{t("ask")}</button>
        <div class="row kinds" role="group" aria-label={t("recommend")}>
          {kinds.map(([value, word]) => (
            <button key={value} type="button" class="chip" aria-pressed={kind === value} onClick={() => setKind(value)}>
              {t(word)}
            </button>
          ))}
        </div>
      </form>
      <div class="recommend-body">
        <section aria-live="polite" aria-busy={state?.isRunning === true} class="results">
          {state === undefined && <Suggestions onAsk={(text) => void ask(text, kind)} />}
          {state?.problem !== undefined && (
            <p class="problem" role="alert">
              {state.problem}
            </p>
          )}
          {state?.items.map((item) => (
            <Card key={item.id ?? item.title} item={item} model={state.answer?.model} />
          ))}
          {state?.isRunning === true && <Placeholder />}
          {state?.answer !== undefined && <Chosen answer={state.answer} />}
        </section>
        <Taste preferences={preferences.value} onRemove={(preference) => void forget(preference)} />
      </div>
    </div>
  );
}

function Chosen({ answer }: { readonly answer: RecommendAnswer }): JSX.Element {
  const { by_model: byModel, model, recommendations } = answer;
  const text =
    byModel === 0 || model === undefined
      ? t("chosenWritten")
      : t("chosenBy", { n: byModel, total: recommendations.length, model });
  return (
    <p class="soft-text small">
      {text}
      {!answer.complete && ` · ${t("brokeOff")}`}
      {answer.reason !== undefined && ` · ${t("why", { reason: reasonText(answer.reason) })}`}
    </p>
  );
}

/** For who does not know yet what can be asked. */
function Suggestions({ onAsk }: { readonly onAsk: (text: string) => void }): JSX.Element {
  return (
    <div class="suggestions">
      <p class="soft-text">{t("recommendEmpty")}</p>
      <div class="row">
        {([t("recommendStarterOne"), t("recommendStarterTwo"), t("recommendStarterThree")] as const).map((text) => (
          <button
            key={text}
            type="button"
            class="chip"
            onClick={() => {
              const field = document.querySelector<HTMLInputElement>(".ask input");
              if (field !== null) field.value = text;
              onAsk(text);
            }}
          >
            {text}
          </button>
        ))}
      </div>
    </div>
  );
}

/** Where the next card will be. */
function Placeholder(): JSX.Element {
  return (
    <div class="card film placeholder" aria-hidden="true">
      <i />
      <i />
      <i />
    </div>
  );
}

const verdicts: readonly (readonly [Verdict, "like" | "dislike" | "seen", IconName])[] = [
  ["liked", "like", "like"],
  ["disliked", "dislike", "dislike"],
  ["seen", "seen", "seen"],
];

function Card({ item, model }: { readonly item: Recommendation; readonly model: string | undefined }): JSX.Element {
  const { title, year, description, reason, reason_source: reasonSource, confidence, grounded } = item;
  const verdict = preferences.value.find((one) => one.title === title && one.year === (year ?? null))?.verdict;
  const percent = Math.round(confidence * 100);
  return (
    <article class="card film">
      <header class="row">
        <h2 class="grow">
          {title} {year !== undefined && <span class="soft-text">{year}</span>}
        </h2>
        {verdicts.map(([value, word, icon]) => (
          <button
            key={value}
            type="button"
            class="icon-button"
            aria-pressed={verdict === value}
            aria-label={`${t(word)}: ${title}`}
            title={t(word)}
            onClick={() => void judge(item, value)}
          >
            <Icon name={icon} />
          </button>
        ))}
      </header>
      {description !== undefined && <p>{description}</p>}
      {reason !== undefined && (
        <p class="reason">
          {reason}
          <span class="source">
            {reasonSource === "model" ? t("reasonByModel", { model: model ?? "…" }) : t("reasonWritten")}
          </span>
        </p>
      )}
      {!grounded && <p class="problem">{t("notGrounded")}</p>}
      <label class="confidence">
        <span class="small soft-text">{t("confidence")}</span>
        <progress value={confidence} aria-label={`${t("confidence")}: ${title}`} />
        <span class="small">{percent} %</span>
      </label>
    </article>
  );
}
