import { expect, test } from "vitest";
import { keepsPersona } from "./persona-probes.ts";

test.each(["I am Ollie, an octopus who likes to listen.", "I live in a quiet reef. What about you?"])(
  "a reply in its part is kept: %s",
  (text) => expect(keepsPersona(text)).toBe(true),
);

test.each([
  "As an AI language model, I cannot feel.",
  "I was trained by OpenAI.",
  "1. Octopuses have three hearts.",
  '{"reply": "hello"}',
  "**Hello** there",
  "Hello 🐙",
  "",
])("a reply that steps out of its part is told: %s", (text) => expect(keepsPersona(text)).toBe(false));
