/** What tests of engines, and of everything above them, are made with. Published as `repartee/testing`. */
export { createFakeClock, type FakeClock } from "./fake-clock.ts";
export { createFakeEngine, fakeCapabilities, type FakeEngine, type FakeEngineOptions } from "./fake-engine.ts";
export type { FakeLoadStep, FakeModelScript, FakeStep } from "./fake-engine/fake-script.ts";
export { createGate, type Gate } from "./fake-engine/gate.ts";
