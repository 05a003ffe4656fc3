import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import { language } from "../language.ts";
import "uplot/dist/uPlot.min.css";

export interface PlotLine {
  readonly label: string;
  /** A custom property that holds its colour. */
  readonly colour: "--accent" | "--second";
  readonly values: readonly (number | undefined)[];
}

interface PlotProps {
  readonly title: string;
  /** The newest value, as text. */
  readonly now: string;
  readonly times: readonly number[];
  readonly lines: readonly PlotLine[];
  /** The axis reaches at least to this. */
  readonly least: number;
  /** What fits beside the axis, for values on it. */
  readonly format: (value: number) => string;
}

/** A figure over time. The picture is described by its title and its newest value; the axis is for the eyes. */
export function Plot({ title, now, times, lines, least, format }: PlotProps): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    const created = new uPlot(optionsOf(element, lines, least, format), [[], ...lines.map(() => [])], element);
    plot.current = created;
    const resize = new ResizeObserver(() => created.setSize({ width: element.clientWidth, height: height }));
    resize.observe(element);
    return () => {
      resize.disconnect();
      created.destroy();
    };
  }, []);
  useEffect(() => {
    plot.current?.setData([[...times], ...lines.map(({ values }) => [...values])]);
  }, [times]);
  return (
    <figure class="card plot" role="img" aria-label={`${title}: ${now}`}>
      <figcaption>
        <h2>{title}</h2>
        {lines.length > 1 && <Legend lines={lines} />}
        <strong>{now}</strong>
      </figcaption>
      <div ref={host} aria-hidden="true" />
    </figure>
  );
}

function Legend({ lines }: Pick<PlotProps, "lines">): JSX.Element {
  return (
    <span class="legend" aria-hidden="true">
      {lines.map(({ label, colour }) => (
        <span key={label}>
          <i class={colour === "--accent" ? "part-0" : "part-second"} />
          {label}
        </span>
      ))}
    </span>
  );
}

const height = 150;
/** As long as points are kept: the newest is at the right, from the first on. */
const shownS = 300;

function optionsOf(
  element: HTMLElement,
  lines: readonly PlotLine[],
  least: number,
  format: (value: number) => string,
): uPlot.Options {
  const clock = new Intl.DateTimeFormat(language.value, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const axis = { stroke: colourOf(element, "--ink-soft"), font: "11px system-ui", ticks: { show: false } };
  const grid = { stroke: colourOf(element, "--line"), width: 1 };
  return {
    width: element.clientWidth,
    height,
    // Right of the newest point there is room for half of its time.
    padding: [8, 18, 0, 0],
    cursor: { show: false },
    legend: { show: false },
    scales: {
      x: {
        time: true,
        range: (_, __, newest) => [(newest ?? Date.now() / 1000) - shownS, newest ?? Date.now() / 1000],
      },
      y: { range: (_, __, max) => [0, Math.max(least, max * 1.15)] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        space: 60,
        size: 24,
        incrs: [60],
        values: (_, values) => values.map((second) => clock.format(second * 1000)),
      },
      {
        ...axis,
        grid,
        size: 52,
        splits: (_, __, ___, max) => [0, max / 2, max],
        values: (_, values) => values.map(format),
      },
    ],
    series: [
      {},
      ...lines.map(({ label, colour }) => ({
        label,
        stroke: colourOf(element, colour),
        width: 2,
        fill: lines.length === 1 ? colourOf(element, "--raised") : undefined,
        spanGaps: true,
        points: { show: false },
      })),
    ],
  };
}

/** As the browser resolves it: a canvas knows no custom properties. */
function colourOf(element: HTMLElement, property: string): string {
  const probe = document.createElement("i");
  probe.style.color = `var(${property})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
