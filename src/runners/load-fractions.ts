/**
 * What is reported before the engine reads its first byte: on a busy machine each of these takes seconds, and a load is
 * given up when nothing is heard for too long.
 */
export const processStarted = 0.001;
/** The engine's library is imported. */
export const engineReady = 0.002;
