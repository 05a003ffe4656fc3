/** Bars in groups, as an SVG that reads on light and on dark. */
export interface BarChart {
  readonly title: string;
  /** What the numbers are, such as "tokens a second". */
  readonly unit: string;
  readonly series: readonly string[];
  /** For each group a value of every series; NaN where there is none. */
  readonly groups: readonly { readonly name: string; readonly values: readonly number[] }[];
}

const width = 760;
const height = 320;
const margin = { top: 64, right: 16, bottom: 36, left: 16 };
const colors = ["#e8590c", "#1c7ed6", "#748ffc", "#66d9e8", "#868e96"];
const groupShare = 0.82;

export function drawBarChart({ title, unit, series, groups }: BarChart): string {
  const plot = { width: width - margin.left - margin.right, height: height - margin.top - margin.bottom };
  const highest = Math.max(...groups.flatMap(({ values }) => values.filter((value) => !Number.isNaN(value))));
  const groupWidth = plot.width / groups.length;
  const barWidth = (groupWidth * groupShare) / series.length;
  const bars = groups.flatMap(({ name, values }, group) => {
    const left = margin.left + group * groupWidth + (groupWidth * (1 - groupShare)) / 2;
    return [
      ...values.map((value, index) =>
        bar(left + index * barWidth, barWidth, value, (value / highest) * plot.height, index),
      ),
      text(left + (groupWidth * groupShare) / 2, height - 14, name, "middle"),
    ];
  });
  const legend = series.map((name, index) => {
    const x = margin.left + index * ((width - margin.left - margin.right) / series.length);
    return `<rect x="${x}" y="38" width="10" height="10" rx="2" fill="${colors[index] ?? ""}"/>${text(x + 16, 47, name, "start")}`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeXml(title)}">
<style>text{font:12px system-ui,sans-serif;fill:#343a40}.title{font-size:15px;font-weight:600}@media (prefers-color-scheme:dark){text{fill:#dee2e6}}</style>
<text class="title" x="${margin.left}" y="22">${escapeXml(title)}, ${escapeXml(unit)}</text>
${legend.join("\n")}
${bars.join("\n")}
<line x1="${margin.left}" x2="${width - margin.right}" y1="${height - margin.bottom}" y2="${height - margin.bottom}" stroke="#adb5bd"/>
</svg>
`;
}

function bar(x: number, barWidth: number, value: number, barHeight: number, index: number): string {
  if (Number.isNaN(value)) return "";
  const y = height - margin.bottom - barHeight;
  const rect = `<rect x="${round(x + 1)}" y="${round(y)}" width="${round(barWidth - 2)}" height="${round(barHeight)}" rx="2" fill="${colors[index] ?? ""}"/>`;
  return rect + text(x + barWidth / 2, y - 5, value < 10 ? value.toFixed(1) : value.toFixed(0), "middle");
}

function text(x: number, y: number, words: string, anchor: "start" | "middle"): string {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${escapeXml(words)}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escapeXml(words: string): string {
  return words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
