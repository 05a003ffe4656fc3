import type { JSX } from "preact";
import { Icon, type IconName } from "../icons.tsx";
import { chooseLanguage, isLanguage, language, languages, rememberLanguage, t } from "../language.ts";
import { Link, type PagePath } from "../router.tsx";

const entries: readonly (readonly [PagePath, "talk" | "chat" | "recommend" | "models" | "status", IconName])[] = [
  ["/", "talk", "talk"],
  ["/chat", "chat", "chat"],
  ["/recommend", "recommend", "recommend"],
  ["/models", "models", "models"],
  ["/status", "status", "status"],
];

export function Navigation(): JSX.Element {
  return (
    <header class="bar">
      <Link to="/" class="wordmark">
        <span class="wordmark-dot" aria-hidden="true" />
        repartee
      </Link>
      <nav aria-label="Repartee">
        {entries.map(([to, label, icon]) => (
          <Link key={to} to={to} class="tab">
            <Icon name={icon} />
            <span>{t(label)}</span>
          </Link>
        ))}
      </nav>
      <select
        class="language"
        aria-label={t("language")}
        value={language.value}
        onChange={({ currentTarget: { value } }) => {
          if (!isLanguage(value)) return;
          rememberLanguage(value);
          void chooseLanguage(value);
        }}
      >
        {Object.entries(languages).map(([tag, name]) => (
          <option key={tag} value={tag} lang={tag}>
            {name}
          </option>
        ))}
      </select>
    </header>
  );
}
