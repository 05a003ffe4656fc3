import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { readMetrics, sumOf, type Sample } from "../../server/metrics.ts";
import { duration, number } from "../amounts.ts";
import { connection } from "../connection.ts";
import { t } from "../language.ts";
import { reasonText } from "../reasons.ts";
import { usePolled } from "../use-polled.ts";
import { countsOf, figuresOf, type Figures, type Reading } from "./live-figures.ts";
import { Plot } from "./plot.tsx";
import "../style/models.css";
import "../style/status.css";

const everyMs = 2000;
/** Five minutes of points. */
const keptPoints = 150;
/** Quantiles and cache hits of the last half minute; of one reading they would jump. */
const windowReadings = 15;

/** What the server is doing now, and what it did since this page was opened. */
export function StatusPage(): JSX.Element {
  const readings = useSignal<readonly Reading[]>([]);
  const points = useSignal<readonly Figures[]>([]);
  const polled = usePolled(async () => {
    const reading = { atMs: Date.now(), samples: await readMetrics(connection) };
    const last = readings.value.at(-1);
    const first = readings.value.at(-windowReadings) ?? readings.value[0];
    if (last !== undefined && first !== undefined) {
      const wide = figuresOf(reading, first);
      const { tokensPerSecond } = figuresOf(reading, last);
      points.value = [...points.value, { ...wide, tokensPerSecond }].slice(-keptPoints);
    }
    readings.value = [...readings.value, reading].slice(-windowReadings);
    return reading;
  }, everyMs);
  const samples = polled.value.value?.samples;
  const error = polled.error.value;

  return (
    <div class="sheet status" tabIndex={0}>
      <h1>{t("statusTitle")}</h1>
      {error !== undefined && (
        <p class="problem" role="alert">
          {error.message}
        </p>
      )}
      {samples !== undefined && (
        <>
          <Totals samples={samples} />
          <Plots points={points.value} total={figuresOf({ atMs: Date.now(), samples }, { atMs: 0, samples: [] })} />
          <div class="cards">
            <Counts
              title={t("fallbacks")}
              rows={countsOf(samples, "repartee_fallbacks_total", ({ from, to, reason = "" }) =>
                [`${from} → ${to}`, reasonText(reason)].filter((part) => part !== "").join(" · "),
              )}
            />
            <Counts
              title={t("errors")}
              rows={countsOf(samples, "repartee_request_errors_total", ({ code = "" }) => code)}
            />
            <Counts
              title={t("requests")}
              rows={countsOf(
                samples,
                "repartee_requests_total",
                ({ model, source, outcome }) => `${model} · ${source} · ${outcome}`,
              )}
            />
          </div>
        </>
      )}
    </div>
  );
}

function Totals({ samples }: { readonly samples: readonly Sample[] }): JSX.Element {
  const sum = (name: string): number => sumOf(samples, name);
  const waiting = sum("repartee_storage_journaled");
  const rows: readonly (readonly [string, string])[] = [
    [t("inFlight"), number(sum("repartee_requests_in_flight"))],
    [t("queued"), number(sum("repartee_queue_depth"))],
    [t("slots"), number(sum("repartee_model_slots"))],
    [t("requests"), number(sum("repartee_requests_total"))],
    [t("busy"), `${number(sum("repartee_event_loop_utilization") * 100)} %`],
    [t("storage"), sum("repartee_storage_available") === 1 ? t("storageOk") : t("storageDown", { n: waiting })],
  ];
  return (
    <dl class="totals">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

interface PlotsProps {
  readonly points: readonly Figures[];
  /** Of the whole time since the server's start: shown while nothing happens. */
  readonly total: Figures;
}

function Plots({ points, total }: PlotsProps): JSX.Element {
  const times = points.map(({ atS }) => atS);
  const last = points.at(-1);
  const percent = (value: number | undefined): string => (value === undefined ? "–" : `${number(value * 100)} %`);
  const ms = (value: number | undefined): string =>
    value === undefined ? "–" : value < 1000 ? `${number(value)} ms` : duration(value / 1000);
  const nowOr = (now: number | undefined, all: number | undefined, write: (value?: number) => string): string =>
    now === undefined && all !== undefined ? t("sinceStart", { value: write(all) }) : write(now);
  return (
    <div class="plots">
      <Plot
        title={t("speed")}
        now={number(last?.tokensPerSecond ?? 0, 1)}
        times={times}
        lines={[{ label: t("speed"), colour: "--accent", values: points.map((point) => point.tokensPerSecond) }]}
        least={10}
        format={(value) => number(value, 1)}
      />
      <Plot
        title={t("firstTokenTime")}
        now={nowOr(last?.firstTokenP50, total.firstTokenP50, ms)}
        times={times}
        lines={[
          { label: t("median"), colour: "--accent", values: points.map((point) => point.firstTokenP50) },
          { label: t("p95"), colour: "--second", values: points.map((point) => point.firstTokenP95) },
        ]}
        least={200}
        format={(value) => (value < 1000 ? `${number(value)} ms` : `${number(value / 1000, 1)} s`)}
      />
      <Plot
        title={`${t("inFlight")} / ${t("queued")}`}
        now={`${number(last?.inFlight ?? 0)} / ${number(last?.queued ?? 0)}`}
        times={times}
        lines={[
          { label: t("inFlight"), colour: "--accent", values: points.map((point) => point.inFlight) },
          { label: t("queued"), colour: "--second", values: points.map((point) => point.queued) },
        ]}
        least={2}
        format={(value) => number(value, 1)}
      />
      <Plot
        title={t("cacheHits")}
        now={nowOr(last?.cached, total.cached, percent)}
        times={times}
        lines={[{ label: t("cacheHits"), colour: "--accent", values: points.map((point) => point.cached) }]}
        least={1}
        format={(value) => `${number(value * 100)} %`}
      />
    </div>
  );
}

interface CountsProps {
  readonly title: string;
  readonly rows: readonly (readonly [text: string, count: number])[];
}

function Counts({ title, rows }: CountsProps): JSX.Element {
  return (
    <section class="card">
      <h2>{title}</h2>
      {rows.length === 0 ? (
        <p class="soft-text">{t("none")}</p>
      ) : (
        <ul class="counts">
          {rows.slice(0, 8).map(([text, count]) => (
            <li key={text}>
              <span>{text}</span>
              <strong>{number(count)}</strong>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
