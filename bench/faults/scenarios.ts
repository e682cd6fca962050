/** The table: every fault at every phase of a conversation. */
import { type Fault, FAULTS, HALF_OPEN } from './faults.js';
import { type Phase, PHASES } from './phases.js';

export interface Scenario {
  /** `fault@phase` */
  readonly name: string;
  readonly fault: Fault;
  readonly phase: Phase;
}

export const SCENARIOS: readonly Scenario[] = FAULTS.flatMap(atEveryPhase);

/** What is asked of a WebSocket besides the table. */
export const HALF_OPEN_SCENARIOS: readonly Scenario[] = atEveryPhase(HALF_OPEN);

function atEveryPhase(fault: Fault): Scenario[] {
  return PHASES.map((phase) => ({ name: `${fault.name}@${phase.name}`, fault, phase }));
}

/** Nothing goes wrong: whoever finds something here finds it in the run itself. */
export const CONTROLS: readonly Scenario[] = PHASES.filter(({ name }) => name !== 'recovery').map(
  (phase) => ({
    name: `nothing@${phase.name}`,
    fault: {
      name: 'nothing',
      sentence: 'Nothing goes wrong.',
      isAlone: true,
      strike: () => Promise.resolve(),
    },
    phase,
  }),
);
