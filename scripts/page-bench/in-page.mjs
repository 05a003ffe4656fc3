/** What runs in the page: plain functions, as they are sent there as text. */

/**
 * Times frames, and when letters of the last reply are painted: a frame's callback posts a message, which comes when the
 * frame has been painted.
 */
export function watchFrames() {
  const state = { frames: [], painted: [], selector: "", isOn: false };
  globalThis.pageBench = state;
  const channel = new MessageChannel();
  let lastMs;
  let isChanged = false;
  let letters = 0;
  new MutationObserver(() => {
    isChanged = true;
  }).observe(document, { subtree: true, childList: true, characterData: true });
  channel.port1.start();
  channel.port1.addEventListener("message", () => {
    if (!isChanged || state.selector === "") return;
    isChanged = false;
    const shown = [...document.querySelectorAll(state.selector)].at(-1)?.textContent ?? "";
    const found = shown.match(/\p{L}/gu)?.length ?? 0;
    if (found === letters) return;
    letters = found;
    state.painted.push({ letters, atMs: Date.now() });
  });
  const frame = (nowMs) => {
    if (lastMs !== undefined && state.isOn) state.frames.push(nowMs - lastMs);
    lastMs = nowMs;
    channel.port2.postMessage(0);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

/** Scrolls an element up and down again for a time, by a wheel's steps, a step a frame. */
export function scrollFor([selector, ms]) {
  const element = document.querySelector(selector);
  const state = globalThis.pageBench;
  state.frames = [];
  state.isOn = true;
  return new Promise((resolve) => {
    const startedMs = performance.now();
    let direction = -1;
    const step = () => {
      if (performance.now() - startedMs > ms) {
        state.isOn = false;
        resolve(state.frames);
        return;
      }
      if (element.scrollTop <= 0) direction = 1;
      else if (element.scrollTop + element.clientHeight >= element.scrollHeight - 1) direction = -1;
      element.scrollTop += direction * 120;
      requestAnimationFrame(step);
    };
    step();
  });
}

/** Puts a long conversation where the chat keeps its own. */
export function storeConversation(messages) {
  const nodes = {};
  const chosen = {};
  let parent = null;
  for (const [index, { role, text }] of messages.entries()) {
    const id = `message-${index}`;
    nodes[id] = { id, parent, role, text, ...(role === "assistant" ? { model: "stored" } : {}) };
    chosen[parent ?? ""] = id;
    parent = id;
  }
  const settings = { model: "", system: "", temperature: 0.7, maxTokens: 1024, schema: "", tools: "" };
  const conversation = { id: "long", title: "A long conversation", updatedAt: 1, nodes, chosen, settings };
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("repartee", 1);
    opening.addEventListener("error", () => reject(opening.error));
    opening.addEventListener("success", () => {
      const writing = opening.result.transaction("conversations", "readwrite");
      writing.objectStore("conversations").put(conversation);
      writing.addEventListener("complete", () => resolve(true));
    });
  });
}

/** A microphone that hears what `speakInto` is given, and silence otherwise. Before the page's own scripts. */
export function fakeMicrophone() {
  const context = new AudioContext();
  const microphone = context.createMediaStreamDestination();
  // A source that is always there keeps the stream running.
  const silence = new ConstantSourceNode(context, { offset: 0 });
  silence.connect(microphone);
  silence.start();
  navigator.mediaDevices.getUserMedia = async () => microphone.stream.clone();
  globalThis.speakInto = async (wav) => {
    const bytes = Uint8Array.from(atob(wav), (character) => character.charCodeAt(0));
    const source = new AudioBufferSourceNode(context, { buffer: await context.decodeAudioData(bytes.buffer) });
    source.connect(microphone);
    source.start();
    await new Promise((resolve) => source.addEventListener("ended", resolve));
  };
}

/** Remembers which lines of the transcript are there; those that come later are the next turn's. */
export function markLines() {
  for (const line of document.querySelectorAll(".line")) line.isKnown = true;
}

/** Whether the turn after `markLines` is over; spoken, it is over when nothing sounds any more. */
export function isAnswered(isSpoken) {
  const lines = [...document.querySelectorAll(".line")];
  const asked = lines.findLast((line) => line.classList.contains("user"));
  const answer = lines.at(-1);
  if (asked === undefined || asked.isKnown || answer.isKnown) return false;
  if (answer.querySelector(".provenance") === null) return false;
  return !isSpoken || document.querySelector(".voice-line")?.textContent.startsWith("Listening") === true;
}
