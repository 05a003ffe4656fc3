import { expect, test } from "vitest";
import { createLanguageIdentifier } from "../language/language-identifier.ts";
import { candidateBar, scoreCandidate } from "./score-candidate.ts";

const identifier = createLanguageIdentifier();
const opening = "I'm so sorry, that sounds really hard.";

function score(userText: string, lead: string, text: string): ReturnType<typeof scoreCandidate> {
  const context = {
    language: "en",
    userText,
    felt: "sad",
    isFeltCertain: true,
    exampleTexts: [],
    identifier,
  } as const;
  return scoreCandidate({ opening, lead, text }, 0, context);
}

test.each([
  ["I failed my driving test again and I feel so stupid.", "What kind of", " stupid do you think you are?"],
  ["My dad said I'm lazy and worthless.", "What makes you feel so", " worthless?"],
  ["I look so ugly in every photo.", "Do you want to tell me about", " your ugly photo?"],
  ["I'm such a failure at everything.", "How long have you been", " a failure?"],
])("%j is not asked %j%j: nobody hears their own harsh word back", (user, lead, text) => {
  expect(score(user, lead, text).verdict).toMatchObject({ kind: "rejected", reason: "tone" });
});

test("the same person is asked about what happened", () => {
  const user = "I failed my driving test again and I feel so stupid.";
  const { score: reached, verdict } = score(user, "Do you want to tell me more about", " your driving test?");
  expect(verdict.kind).toBe("good");
  expect(reached).toBeGreaterThan(candidateBar);
});
