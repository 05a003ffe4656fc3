import { expect, it } from "vitest";
import { createFakeClock } from "../../testing/fake-clock.ts";
import { voiceScene } from "../../../test/support/voice/voice-scene.ts";
import { createTurnStages } from "./turn-stages.ts";

it("reports when each stage was reached, and what the machine had done by then", async () => {
  const clock = createFakeClock();
  const { options } = await voiceScene({ clock });
  let cpuMs = 5000;
  const machine = { cores: 2, cpuMs: () => cpuMs, load: () => 1.5 };
  await clock.advance(450);
  const stages = createTurnStages(clock.now() - 350, { ...options, machine });
  await clock.advance(600);
  cpuMs += 550;
  stages.reach("heard");
  await clock.advance(400);
  cpuMs += 700;
  stages.reach("firstText");
  stages.reach("heard");
  expect(stages.latency()).toEqual({
    heardMs: 950,
    firstTextMs: 1350,
    firstChunkMs: null,
    firstAudioMs: null,
    totalMs: 1350,
    machine: { cores: 2, load: 1.5, cpuMs: { heard: 550, firstText: 1250, firstAudio: null, total: 1250 } },
  });
});

it("has no figures of a machine that is not measured", async () => {
  const clock = createFakeClock();
  const { options } = await voiceScene({ clock });
  expect(createTurnStages(clock.now(), options).latency()).not.toHaveProperty("machine");
});
