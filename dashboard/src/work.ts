import { useState } from 'preact/hooks';
import { asProblem, Problem } from './api';

/** Work that a person starts: whether it goes on, and what it was refused for. */
export function useWork() {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const runAsync = async (work: () => Promise<void>) => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
    } catch (refused) {
      setProblem(asProblem(refused));
    }
    setBusy(false);
  };
  return { isBusy, problem, run: (work: () => Promise<void>) => void runAsync(work), forget: () => setProblem(null) };
}
