/** Sound of the microphone as 24 kHz, in pieces of 40 ms: what the server's realtime route takes. */
const outputRate = 24_000;
const pieceLength = outputRate / 25;

class MicrophoneSound extends AudioWorkletProcessor {
  piece = new Float32Array(pieceLength);
  filled = 0;
  /** Input samples that go into one output sample, and how many of them were taken. */
  step = sampleRate / outputRate;
  taken = 0;
  sum = 0;
  count = 0;

  process([[samples]]) {
    for (const sample of samples ?? []) {
      this.sum += sample;
      this.count += 1;
      this.taken += 1;
      while (this.taken >= this.step) {
        this.taken -= this.step;
        this.push(this.count === 0 ? sample : this.sum / this.count);
        this.sum = 0;
        this.count = 0;
      }
    }
    return true;
  }

  push(sample) {
    this.piece[this.filled] = sample;
    this.filled += 1;
    if (this.filled < pieceLength) return;
    this.port.postMessage(this.piece, [this.piece.buffer]);
    this.piece = new Float32Array(pieceLength);
    this.filled = 0;
  }
}

registerProcessor("microphone-sound", MicrophoneSound);
