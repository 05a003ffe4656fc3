import type { JSX } from "preact";
import type { Preference } from "../../server/recommendations.ts";
import { t } from "../language.ts";

interface TasteProps {
  readonly preferences: readonly Preference[];
  readonly onRemove: (preference: Preference) => void;
}

/** A picture of somebody's taste: what is liked floats up, what is not sinks; each bubble is a title that can be forgotten. */
export function Taste({ preferences, onRemove }: TasteProps): JSX.Element {
  return (
    <aside class="taste card" aria-labelledby="taste-title">
      <h2 id="taste-title">{t("taste")}</h2>
      {preferences.length === 0 ? (
        <p class="soft-text">{t("tasteEmpty")}</p>
      ) : (
        <>
          <TasteBubbles preferences={preferences} />
          <ul class="taste-list">
            {preferences.toReversed().map((preference) => (
              <li key={preference.id}>
                <i class={`dot ${preference.verdict}`} />
                <span class="grow">
                  {preference.title}
                  {preference.year !== null && <span class="soft-text"> {preference.year}</span>}
                </span>
                <button
                  type="button"
                  class="quiet small"
                  aria-label={t("forget", { title: preference.title })}
                  onClick={() => onRemove(preference)}
                >
                  ×
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </aside>
  );
}

const [width, height] = [320, 190];
const levels = { liked: 0.3, seen: 0.55, disliked: 0.72 } as const;

/** So many have room for their names. */
const labelled = 5;

function shortened(title: string): string {
  const letters = [...title];
  return letters.length <= 13 ? title : `${letters.slice(0, 12).join("").trimEnd()}…`;
}

/** By time from left to right, by verdict from the surface to the ground. */
function TasteBubbles({ preferences }: Pick<TasteProps, "preferences">): JSX.Element {
  const shown = preferences.slice(-40);
  const label = (["liked", "seen", "disliked"] as const)
    .map((verdict) => `${shown.filter((one) => one.verdict === verdict).length} ${verdictText(verdict)}`)
    .join(", ");
  return (
    <svg class="taste-picture" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`${t("taste")}: ${label}`}>
      <path class="taste-wave" d="M0 18Q40 8 80 18T160 18T240 18T320 18V190H0Z" />
      {shown.map((preference, index) => {
        const spread = hashOf(preference.title);
        const x = 24 + ((index + 0.5) / shown.length) * (width - 48);
        const y = height * levels[preference.verdict] + (spread - 0.5) * 44;
        // Near the ground there is no room below.
        const isLow = preference.verdict === "disliked";
        const size = 8 + Math.min(16, 90 / shown.length) * (0.6 + spread * 0.6);
        return (
          <g key={preference.id}>
            <circle class={preference.verdict} cx={x} cy={y} r={size}>
              <title>{preference.title}</title>
            </circle>
            {shown.length <= labelled && (
              <text x={x} y={isLow ? y - size - 6 : y + size + 13} text-anchor="middle">
                {shortened(preference.title)}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}

function verdictText(verdict: Preference["verdict"]): string {
  return t(({ liked: "like", disliked: "dislike", seen: "seen" } as const)[verdict]);
}

/** 0–1, the same for the same title at every visit. */
function hashOf(text: string): number {
  let hash = 7;
  for (const character of text) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return hash / 9973;
}
