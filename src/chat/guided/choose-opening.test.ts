import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { seededRandom } from "../../core/seeded-random.ts";
import { readYaml } from "../../schema/read-yaml.ts";
import { personaSchema } from "../persona/persona.ts";
import { chooseOpening } from "./choose-opening.ts";
import { joinSentences } from "./join-sentences.ts";

async function ollie() {
  const { value } = readYaml(personaSchema, await readFile("personas/ollie.yaml", "utf8"));
  if (value === undefined) throw new Error("expected a persona in personas/ollie.yaml");
  return value;
}

test("as many written replies follow one another as there are pairs of an opening and an ending, none said twice", async () => {
  const persona = await ollie();
  for (let seed = 0; seed < 10; seed++) {
    const random = seededRandom(seed);
    for (const emotion of ["happy", "sad", "angry", "neutral", "surprised"] as const) {
      const lines = persona.openings.en?.[emotion];
      const said: string[] = [];
      for (let turn = 0; turn < (lines?.sentences.length ?? 0) * (lines?.endings.length ?? 0); turn++) {
        const plan = chooseOpening({ persona, emotion, language: "en", said, random, candidates: 6 });
        said.push(joinSentences(plan?.opening ?? "", plan?.ending ?? ""));
      }
      expect(said.length).toBeGreaterThan(8);
      expect(new Set(said).size, said.join("\n")).toBe(said.length);
    }
  }
});

test("an opening, an ending and the first words of a question are not heard again in the next three replies", async () => {
  const persona = await ollie();
  const said = ["Thanks for telling me. How do you feel about it?", "I hear you. Tell me more, if you like."];
  for (let seed = 0; seed < 50; seed++) {
    const plan = chooseOpening({
      ...{ persona, said, emotion: "neutral", language: "en", candidates: 6 },
      random: seededRandom(seed),
    });
    expect(said.join(" ")).not.toContain(plan?.opening);
    expect(said.join(" ")).not.toContain(plan?.ending);
    for (const lead of plan?.leads ?? []) expect(said.join(" ")).not.toContain(lead);
  }
});
