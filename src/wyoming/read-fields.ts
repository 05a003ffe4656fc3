import { ReparteeError } from "../core/errors.ts";

/** As much text as one request of `/v1/audio/speech` has. */
export const maxTextCharacters = 4096;

type Data = Readonly<Record<string, unknown>>;

/** @throws ReparteeError `invalid_request` */
export function readText({ text }: Data): string {
  if (typeof text !== "string") throw wrong("text: expected a text");
  if (text.length > maxTextCharacters) {
    throw wrong(`text: expected at most ${maxTextCharacters} characters, got ${text.length}`);
  }
  return text;
}

export interface RequestedVoice {
  readonly name?: string;
  readonly language?: string;
}

/** The voice that a text is to be spoken with: by its name, or by its language. */
export function readVoice({ voice }: Data): RequestedVoice {
  if (typeof voice !== "object" || voice === null) return {};
  const { name, language } = voice as Data;
  return {
    ...(typeof name === "string" ? { name } : {}),
    ...(typeof language === "string" ? { language } : {}),
  };
}

/** A whole number within bounds. @throws ReparteeError `invalid_request` */
export function readNumber(data: Data, name: string, min: number, max: number): number {
  const value = data[name];
  if (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max) return value;
  throw wrong(`${name}: expected a whole number from ${min} to ${max}, got ${JSON.stringify(value)}`);
}

function wrong(message: string): ReparteeError {
  return new ReparteeError("invalid_request", message);
}
