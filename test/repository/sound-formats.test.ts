import { expect, test } from "vitest";
import { audioFormats } from "../../src/audio/encode/audio-encoder.ts";
import { soundFormats } from "../../src/audio/sound-formats.ts";
import { tablesOf } from "./markdown.ts";
import { readRepositoryFile } from "./repository-files.ts";

const heard = { always: "always", never: "never", "with-package": "with `repartee engines add aac`" } as const;

test("docs/voice.md has every format of sound, what reads it and what it is called, and no other", () => {
  const table = tablesOf(readRepositoryFile("docs/voice.md")).find(({ heading }) => heading === "Formats");
  expect(table?.rows).toEqual(
    soundFormats.map(({ name, files, isRead, written }) => [
      name,
      files.length === 0 ? "–" : files.join(", "),
      heard[isRead],
      written === undefined ? "–" : `\`${written}\``,
    ]),
  );
});

test("every format that speech is written in is in the table of formats, and no other", () => {
  expect(soundFormats.flatMap(({ written }) => written ?? []).toSorted()).toEqual([...audioFormats].toSorted());
});
