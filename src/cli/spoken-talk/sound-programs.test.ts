import { expect, it } from "vitest";
import { playerOf, recorderOf, type SoundSystem } from "./sound-programs.ts";

const system = (platform: NodeJS.Platform, ...programs: readonly string[]): SoundSystem => ({
  platform,
  has: (program) => programs.includes(program),
});

it("takes the first program that is there", () => {
  expect(recorderOf(system("linux", "arecord", "ffmpeg")).program).toBe("arecord");
  expect(recorderOf(system("darwin", "rec")).args).toContain("16000");
  expect(recorderOf(system("darwin", "ffmpeg")).args).toContain("avfoundation");
  expect(playerOf(system("linux", "ffplay")).program).toBe("ffplay");
  expect(playerOf(system("darwin", "afplay")).takes).toBe("file");
});

it("names the microphone to the program", () => {
  expect(recorderOf(system("linux", "arecord"), "hw:1").args).toEqual(expect.arrayContaining(["-D", "hw:1"]));
  expect(recorderOf(system("win32", "ffmpeg"), "Mic").args).toContain("audio=Mic");
});

it.each([
  ["linux", "alsa-utils"],
  ["darwin", "brew install sox"],
  ["win32", "--input"],
] as const)("says on %s what to install", (platform, hint) => {
  expect(() => recorderOf(system(platform))).toThrow(expect.objectContaining({ hint: expect.stringContaining(hint) }));
  expect(() => playerOf(system(platform))).toThrow(
    expect.objectContaining({ hint: expect.stringContaining("--silent") }),
  );
});

it("does not record with ffmpeg on Windows without the name of a microphone", () => {
  expect(() => recorderOf(system("win32", "ffmpeg"))).toThrow("Cannot record sound");
});
