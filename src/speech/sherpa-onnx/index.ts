export { openDetector } from "./open-detector.ts";
export { openStt } from "./open-stt.ts";
export { openTts } from "./open-tts.ts";
