import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { t } from "../language.ts";
import { changeSettings, current } from "./chat-session.ts";

/** The system prompt, sampling, and the playground for JSON schemas and tools. */
export function Parameters(): JSX.Element {
  const { settings } = current.value;
  return (
    <div class="parameters">
      <label>
        {t("systemPrompt")}
        <textarea
          rows={3}
          value={settings.system}
          onInput={({ currentTarget: { value } }) => changeSettings({ system: value })}
        />
      </label>
      <label>
        <span class="row">
          <span class="grow">{t("temperature")}</span>
          {/* No output: it would take the label from the slider. */}
          <span>{settings.temperature}</span>
        </span>
        <input
          type="range"
          min={0}
          max={2}
          step={0.1}
          value={settings.temperature}
          onInput={({ currentTarget: { valueAsNumber } }) => changeSettings({ temperature: valueAsNumber })}
        />
      </label>
      <label>
        {t("maxTokens")}
        <input
          type="number"
          min={1}
          max={100_000}
          value={settings.maxTokens}
          onInput={({ currentTarget: { valueAsNumber } }) => {
            if (valueAsNumber >= 1) changeSettings({ maxTokens: Math.floor(valueAsNumber) });
          }}
        />
      </label>
      <JsonField
        label={t("jsonSchema")}
        example={'{ "type": "object", "properties": { "name": { "type": "string" } }, "required": ["name"] }'}
        value={settings.schema}
        onChange={(schema) => changeSettings({ schema })}
      />
      <JsonField
        label={t("tools")}
        example={
          '[{ "type": "function", "function": { "name": "weather", "parameters": { "type": "object", "properties": { "city": { "type": "string" } } } } }]'
        }
        value={settings.tools}
        onChange={(tools) => changeSettings({ tools })}
      />
      <p class="small soft-text">{t("shortcuts")}</p>
    </div>
  );
}

interface JsonFieldProps {
  readonly label: string;
  readonly example: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
}

/** Only text that is JSON is used; until it is, the last that was stays. */
function JsonField({ label, example, value, onChange }: JsonFieldProps): JSX.Element {
  const problem = useSignal<string | undefined>(undefined);
  return (
    <label>
      {label}
      <textarea
        class="mono"
        rows={4}
        spellcheck={false}
        placeholder={example}
        defaultValue={value}
        aria-invalid={problem.value !== undefined}
        onInput={({ currentTarget: { value: text } }) => {
          problem.value = problemOf(text);
          if (problem.value === undefined) onChange(text);
        }}
      />
      {problem.value !== undefined && <span class="problem">{t("invalidJson", { reason: problem.value })}</span>}
    </label>
  );
}

function problemOf(text: string): string | undefined {
  if (text.trim() === "") return undefined;
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
