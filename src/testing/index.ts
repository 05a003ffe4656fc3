/** What tests of engines, and of everything above them, are made with. Published as `repartee/testing`. */
export { echoingSubject } from "./echoing-subject.ts";
export {
  type ContractCheck,
  ContractViolation,
  engineContract,
  type EngineContractSubject,
} from "./engine-contract.ts";
export { createFakeClock, type FakeClock } from "./fake-clock.ts";
export { createFakeEngine, fakeCapabilities, type FakeEngine, type FakeEngineOptions } from "./fake-engine.ts";
export type { FakeLoadStep, FakeModelScript, FakeStep } from "./fake-engine/fake-script.ts";
export { createGate, type Gate } from "./fake-engine/gate.ts";
export { type FakeOllama, type FakeOllamaOptions, startFakeOllama } from "./fake-ollama/fake-ollama.ts";
export { type FakeOpenai, type FakeOpenaiOptions, startFakeOpenai } from "./fake-openai/fake-openai.ts";
export { detectorContract } from "./speech-contract/detector-contract.ts";
export { sttContract } from "./speech-contract/stt-contract.ts";
export type { DetectorSubject, SttSubject, TtsSubject } from "./speech-contract/subjects.ts";
export { ttsContract } from "./speech-contract/tts-contract.ts";
export { storeContract, type BoundStoreCheck, type StoreContractSubject } from "./store-contract.ts";
export { startTcpFaultProxy, type TcpFault, type TcpFaultProxy, type TcpFaultProxyOptions } from "./tcp-fault-proxy.ts";
export { type RandomLlamaOptions, writeRandomLlama } from "./tiny-models/random-llama.ts";
export { type ScriptedLlamaOptions, writeScriptedLlama } from "./tiny-models/scripted-llama.ts";
export type { TinyAnswers } from "./tiny-onnx/tiny-answers.ts";
export { type TinyBertOptions, writeTinyBert } from "./tiny-onnx/write-tiny-bert.ts";
export { type TinyBlenderbotOptions, writeTinyBlenderbot } from "./tiny-onnx/write-tiny-blenderbot.ts";
export { type TinyGpt2Options, writeTinyGpt2 } from "./tiny-onnx/write-tiny-gpt2.ts";
export type { GatewayRequest, SeenAnswer } from "./wall/ask-gateway.ts";
export { type RandomStreamsOptions, type RandomStreamsResult, runRandomStreams } from "./wall/random-streams.ts";
export { reparteeChain, type ReparteeWallOptions, reparteeWallOptions } from "./wall/repartee-options.ts";
export { type ChainRequest, namedChain, runWall, type WallOptions, type WallResult } from "./wall/run-wall.ts";
export { type WallCell, wallCells } from "./wall/wall-cells.ts";
export {
  startWallProvider,
  type WallProvider,
  type WallProviderOptions,
  type WallUpstream,
} from "./wall/wall-provider.ts";
export { wallTable } from "./wall/wall-table.ts";
