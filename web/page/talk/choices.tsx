import { signal, type Signal } from "@preact/signals";
import type { JSX } from "preact";
import { readPersonas, type PersonaBrief, type ServerPersonas } from "../../server/personas.ts";
import { readVoices, type InstalledVoices } from "../../server/voices.ts";
import { connection } from "../connection.ts";
import { language, t } from "../language.ts";

const keys = { persona: "repartee.persona", voice: "repartee.voice" } as const;

const personas = signal<ServerPersonas | undefined>(undefined);
const voices = signal<InstalledVoices["voices"] | undefined>(undefined);
const persona = signal(localStorage.getItem(keys.persona) ?? "");
const voice = signal(localStorage.getItem(keys.voice) ?? "");

/** What the server has; what cannot be read leaves nothing to choose. */
export async function readChoices(): Promise<void> {
  const [foundPersonas, foundVoices] = await Promise.all([
    readPersonas(connection).catch(() => undefined),
    readVoices(connection).catch(() => undefined),
  ]);
  personas.value = foundPersonas;
  voices.value = foundVoices?.voices;
}

/** Undefined for the server's own, and for one that the server no longer has. */
export function chosenPersona(): string | undefined {
  return knownOnly(
    persona.value,
    personas.value?.personas.map(({ name }) => name),
  );
}

/** Undefined for that of the language. */
export function chosenVoice(): string | undefined {
  return knownOnly(
    voice.value,
    voices.value?.map(({ id }) => id),
  );
}

function knownOnly(name: string, names: readonly string[] | undefined): string | undefined {
  return name === "" || names?.includes(name) === false ? undefined : name;
}

/** What people read of who answers: the chosen persona, or the server's own. */
export function personaTitle(): string {
  const name = chosenPersona() ?? personas.value?.default;
  return personas.value?.personas.find((one) => one.name === name)?.title ?? "Ollie";
}

function choose(chosen: Signal<string>, key: string, next: string): void {
  chosen.value = next;
  if (next === "") localStorage.removeItem(key);
  else localStorage.setItem(key, next);
}

interface ChoicesProps {
  /** Another persona begins another conversation. */
  readonly onPersona: () => void;
}

/** Who answers and in whose voice; nothing where there is no choice. */
export function Choices({ onPersona }: ChoicesProps): JSX.Element | null {
  const known: readonly PersonaBrief[] = personas.value?.personas ?? [];
  const spoken = voices.value ?? [];
  if (known.length < 2 && spoken.length === 0) return null;
  return (
    <details class="choices">
      <summary>{t("choices")}</summary>
      <div class="choices-fields">
        {known.length > 1 && (
          <label>
            <span>{t("persona")}</span>
            <select
              value={chosenPersona() ?? personas.value?.default ?? ""}
              onChange={({ currentTarget: { value } }) => {
                choose(persona, keys.persona, value);
                onPersona();
              }}
            >
              {known.map(({ name, title }) => (
                <option key={name} value={name}>
                  {title}
                </option>
              ))}
            </select>
          </label>
        )}
        {spoken.length > 0 && (
          <label>
            <span>{t("voice")}</span>
            <select
              value={chosenVoice() ?? ""}
              onChange={({ currentTarget: { value } }) => choose(voice, keys.voice, value)}
            >
              <option value="">{t("voiceOfLanguage")}</option>
              {[...byLanguage(spoken)].map(([tag, ids]) => (
                <optgroup key={tag} label={nameOf(tag)}>
                  {ids.map((id) => (
                    <option key={id}>{id}</option>
                  ))}
                </optgroup>
              ))}
            </select>
          </label>
        )}
      </div>
    </details>
  );
}

/** By the first language of each; that of the page comes first. */
function byLanguage(spoken: InstalledVoices["voices"]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>([[language.value, []]]);
  for (const { id, languages } of spoken) {
    const tag = languages.includes(language.value) ? language.value : (languages[0] ?? "");
    found.set(tag, [...(found.get(tag) ?? []), id]);
  }
  for (const [tag, ids] of found) if (ids.length === 0) found.delete(tag);
  return found;
}

function nameOf(tag: string): string {
  try {
    return new Intl.DisplayNames([language.value], { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
