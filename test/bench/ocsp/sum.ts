import type { Lane, Sample } from '../suite.ts';

/** A lane whose operation is one of each lane: it costs what they cost together. */
export function sumLane(label: string, lanes: readonly Lane[]): Lane {
  return {
    label,
    once: async () => {
      for (const lane of lanes) await lane.once();
    },
    round: async (budgetMs) => {
      let sum: Sample = { operations: 1, wallMs: 0, cpuMs: 0 };
      for (const lane of lanes) sum = plus(sum, await lane.round(budgetMs));
      return sum;
    },
  };
}

function plus(sum: Sample, { operations, wallMs, cpuMs }: Sample): Sample {
  return {
    operations: 1,
    wallMs: sum.wallMs + wallMs / operations,
    cpuMs: sum.cpuMs + cpuMs / operations,
  };
}
