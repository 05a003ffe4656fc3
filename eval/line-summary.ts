import { languages, type Language } from "#repartee/core/language.js";
import type { AnsweredLine, Hints } from "./answer.ts";
import { type JudgedReply, judgeReply } from "./judge-reply.ts";
import { isEmotionLabel } from "#repartee/core/emotion.js";
import { durations, share, type Durations, type Share } from "./figures.ts";
import { suitedEmotions } from "./suited-emotions.ts";

/** The replies in one language, or in all of them, with the same hints. */
export interface LineSummary {
  readonly language: Language | "all";
  readonly hints: Hints;
  readonly failed: Share;
  readonly byModel: Share;
  readonly usable: Share;
  readonly inLanguage: Share;
  readonly echo: Share;
  readonly loops: Share;
  readonly falseSympathy: Share;
  readonly contradicts: Share;
  /** Replies that take up at least one of the user's content words. */
  readonly onSubject: Share;
  /** Of the user's content words, the mean share that a reply takes up; null where no line has any. */
  readonly overlap: number | null;
  /** Of the replies that came with a feeling. */
  readonly feelingSuits: Share;
  /** Of the replies that came with a reading of the user's feeling; `given` reads none. */
  readonly feelingHeard: Share;
  readonly whole: Durations;
}

interface Row extends AnsweredLine {
  readonly judged: JudgedReply;
}

/** One summary for each language and kind of hints that was asked, and one over all languages. */
export function summarize(answered: readonly AnsweredLine[]): readonly LineSummary[] {
  const rows = answered.map((one): Row => ({ ...one, judged: judgeReply(one.answer.text, one.line) }));
  return (["given", "heard"] as const).flatMap((hints) => {
    const sameHints = rows.filter((row) => row.hints === hints);
    const ofEach = languages.map((language) => ({
      language,
      own: sameHints.filter(({ line }) => line.language === language),
    }));
    const asked = [...ofEach, { language: "all" as const, own: sameHints }].filter(({ own }) => own.length > 0);
    return asked.map(({ language, own }) => summarizeRows(own, language, hints));
  });
}

function summarizeRows(rows: readonly Row[], language: LineSummary["language"], hints: Hints): LineSummary {
  const count = (isHit: (row: Row) => boolean): Share => share(rows.map(isHit));
  const overlaps = rows.flatMap(({ judged }) => judged.overlap ?? []);
  const answers = rows.filter(({ answer }) => answer.error === null);
  const heard = hints === "given" ? [] : answers.filter(({ answer }) => answer.heardEmotion !== null);
  return {
    language,
    hints,
    failed: count(({ answer }) => answer.error !== null),
    byModel: count(({ answer }) => answer.writer === "model"),
    usable: count(({ judged }) => judged.isUsable),
    inLanguage: count(({ judged }) => judged.isInLanguage),
    echo: count(({ judged }) => judged.isEcho),
    loops: count(({ judged }) => judged.hasLoop),
    falseSympathy: count(({ judged }) => judged.hasFalseSympathy),
    contradicts: count(({ judged }) => judged.contradictsFeeling),
    onSubject: share(overlaps.map((overlap) => overlap > 0)),
    overlap: overlaps.length === 0 ? null : overlaps.reduce((sum, overlap) => sum + overlap, 0) / overlaps.length,
    feelingSuits: share(answers.filter(({ answer }) => answer.emotion !== null).map(suits)),
    feelingHeard: share(heard.map(({ answer, line }) => answer.heardEmotion === line.emotion)),
    whole: durations(answers.map(({ answer }) => answer.totalMs)),
  };
}

/** Whether the face that the reply shows may be shown to who feels so. */
export function suits({ answer, line }: AnsweredLine): boolean {
  return isEmotionLabel(answer.emotion) && suitedEmotions[line.emotion].includes(answer.emotion);
}
