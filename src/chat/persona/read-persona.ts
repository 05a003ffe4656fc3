import { isScalar } from "yaml";
import { emotionLabels, type EmotionLabel } from "../../core/emotion.ts";
import { languages as allLanguages, type Language } from "../../core/language.ts";
import { minCannedLines, type CannedReplies, type Persona, type PersonaExample } from "./persona.ts";
import {
  boolean,
  list,
  map,
  number,
  oneOf,
  readYaml,
  record,
  refuse,
  text,
  type YamlPlace,
  type YamlRead,
  type YamlReader,
} from "./yaml-reader.ts";

/** Two sentences and 50 tokens are spoken in under 20 seconds. */
const defaultLimits = { sentences: 2, maxTokens: 50 };

/** The names of a persona's file, of requests and of paths alike. */
const personaName: RegExp = /^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$/;

const emotion = oneOf(emotionLabels);
const language = oneOf(allLanguages);

/** Every feeling, each with a value of the same form. */
function byEmotion<Value>(each: YamlReader<Value>): YamlReader<Partial<Record<EmotionLabel, Value>>> {
  return map<Record<EmotionLabel, Value>>({ happy: each, sad: each, angry: each, neutral: each, surprised: each });
}

const example: YamlReader<PersonaExample> = (place) => {
  const {
    user,
    emotion: felt,
    language: spoken,
    reply,
    reply_emotion: shown,
  } = map({
    user: text("what the user says"),
    emotion,
    language,
    reply: text("what the persona answers"),
    reply_emotion: emotion,
  })(place) ?? {};
  if (!user || !felt || !spoken || !reply || !shown) return undefined;
  return { user, emotion: felt, language: spoken, reply, replyEmotion: shown };
};

const voiceValue: YamlReader<string | number> = (place) => {
  const value = isScalar(place.node) ? place.node.value : undefined;
  return typeof value === "string" || typeof value === "number" ? value : refuse(place, "a text or a number");
};

function cannedReplies(languages: readonly Language[]): YamlReader<CannedReplies> {
  const lines = list(text("a line"), `at least ${minCannedLines} lines`, { min: minCannedLines });
  const absent = allLanguages.filter((one) => !languages.includes(one));
  const byLanguage = map<Record<Language, readonly string[]>>(
    { en: lines, zh: lines, ja: lines, es: lines, fr: lines, de: lines, ru: lines, ko: lines, pt: lines, it: lines },
    { optional: absent },
  );
  return (place) => {
    const { reply_emotion: replyEmotion, lines: read } =
      map({ reply_emotion: emotion, lines: byLanguage })(place) ?? {};
    return replyEmotion && read ? { replyEmotion, lines: read } : undefined;
  };
}

const languageList = list(language, "a list of languages that is not empty", { min: 1, max: allLanguages.length });

const persona: YamlReader<Persona> = (place: YamlPlace) => {
  // Read first: which canned lines there must be depends on it.
  let spokenLanguages: readonly Language[] = [];
  const languages: YamlReader<readonly Language[]> = (inner) => (spokenLanguages = languageList(inner) ?? []);
  const canned: YamlReader<Partial<Record<EmotionLabel, CannedReplies>>> = (inner) =>
    byEmotion(cannedReplies(spokenLanguages))(inner);
  const fields = map(
    {
      name: text("a name of a-z, 0-9 and -, such as ollie", personaName),
      title: text("the name that people read"),
      character: text("who the persona is, one paragraph"),
      guidelines: list(text("a sentence"), "a list of at least one sentence", { min: 1, max: 100 }),
      emotion_guidance: byEmotion(text("how the feeling is met")),
      examples: list(example, "a list of examples", { max: 50 }),
      languages,
      limits: map({
        sentences: number({ min: 1, max: 20, whole: true }),
        max_tokens: number({ min: 1, max: 4096, whole: true }),
      }),
      sampling: map(
        {
          temperature: number({ min: 0, max: 2 }),
          top_p: number({ min: 0, max: 1 }),
          top_k: number({ min: 0, max: 1_000_000, whole: true }),
        },
        { optional: ["temperature", "top_p", "top_k"] },
      ),
      spoken: boolean,
      voice: record(voiceValue, "a map of texts and numbers"),
      canned,
    },
    { optional: ["examples", "limits", "sampling", "spoken", "voice"], wished: "a persona" },
  )(place);
  if (fields === undefined) return undefined;
  const { name, title, character, guidelines, limits, sampling = {} } = fields;
  const [first, ...others] = spokenLanguages;
  const emotionGuidance = whole(fields.emotion_guidance);
  const cannedByEmotion = whole(fields.canned);
  // Each of these is missing only where a fault was noted.
  if (!name || !title || !character || !guidelines || !first || !emotionGuidance || !cannedByEmotion) return undefined;
  return {
    name,
    title,
    character,
    guidelines,
    emotionGuidance,
    examples: fields.examples ?? [],
    languages: [first, ...others],
    limits: {
      sentences: limits?.sentences ?? defaultLimits.sentences,
      maxTokens: limits?.max_tokens ?? defaultLimits.maxTokens,
    },
    sampling: {
      temperature: sampling.temperature,
      topP: sampling.top_p,
      topK: sampling.top_k,
    },
    spoken: fields.spoken ?? true,
    voice: fields.voice ?? {},
    canned: cannedByEmotion,
  };
};

function whole<Value>(
  values: Partial<Record<EmotionLabel, Value>> | undefined,
): Record<EmotionLabel, Value> | undefined {
  const { happy, sad, angry, neutral, surprised } = values ?? {};
  if (happy === undefined || sad === undefined || angry === undefined) return undefined;
  if (neutral === undefined || surprised === undefined) return undefined;
  return { happy, sad, angry, neutral, surprised };
}

/** Reads and checks a persona's YAML. */
export function readPersona(yaml: string): YamlRead<Persona> {
  return readYaml(yaml, persona);
}
