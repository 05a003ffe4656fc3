import type { Observer } from "../core/observer.ts";

/** One observer that tells all the given ones, in their order. */
export function combineObservers(...observers: readonly Observer[]): Observer {
  return {
    replyFinished: (record) => observers.forEach((observer) => observer.replyFinished(record)),
    tokenGap: (model, gapMs) => observers.forEach((observer) => observer.tokenGap(model, gapMs)),
    fallback: (from, to, reason) => observers.forEach((observer) => observer.fallback(from, to, reason)),
    modelLoaded: (model, loadMs) => observers.forEach((observer) => observer.modelLoaded(model, loadMs)),
    modelLoadFailed: (model, code) => observers.forEach((observer) => observer.modelLoadFailed(model, code)),
    modelExited: (model, reason) => observers.forEach((observer) => observer.modelExited(model, reason)),
    modelEvicted: (model, reason) => observers.forEach((observer) => observer.modelEvicted(model, reason)),
  };
}
