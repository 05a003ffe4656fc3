import type { PlayingTurn } from "./playing-turn.ts";

/** The last turns of a session: a listener reports late what it heard. */
export interface RecentTurns {
  add(turn: PlayingTurn): void;
  find(turnId: string): PlayingTurn | undefined;
}

const limit = 8;

export function createRecentTurns(): RecentTurns {
  let turns: readonly PlayingTurn[] = [];
  return {
    add(turn) {
      turns = [...turns, turn].slice(-limit);
    },
    find: (turnId) => turns.find((turn) => turn.turnId === turnId),
  };
}
