import { useEffect, useState } from 'preact/hooks';
import { asProblem, call, type Problem } from '../api';
import { t } from '../strings';

interface Code { code: string; expiresAt: string; secondsLeft: number }

/** A code that is shown, with the seconds that it still has. */
export interface ShownCode { code: Code | null; left: number; problem: Problem | null; ask: () => void }

/** Asks for a code to type on the device, and for the next one when it runs out. */
export function useDeviceCode(id: string, isWanted: boolean): ShownCode {
  const [code, setCode] = useState<Code | null>(null);
  const [left, setLeft] = useState(0);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (!isWanted) return setCode(null);
    let isOver = false;
    call<Code>('POST', `api/accounts/${id}/device/code`, {}).then(
      (given) => { if (!isOver) { setProblem(null); setCode(given); } },
      (refused) => { if (!isOver) { setProblem(asProblem(refused)); setCode(null); } });
    return () => { isOver = true; };
  }, [id, isWanted, turn]);
  useEffect(() => {
    if (!code) return;
    // Counted from when the answer came: this machine's clock may differ from the host's.
    const end = performance.now() + code.secondsLeft * 1000;
    const show = () => {
      const seconds = Math.max(0, Math.ceil((end - performance.now()) / 1000));
      setLeft(seconds);
      if (seconds > 0) return;
      clearInterval(timer);
      setTurn((before) => before + 1);
    };
    const timer = setInterval(show, 250);
    show();
    return () => clearInterval(timer);
  }, [code]);
  return { code, left, problem, ask: () => setTurn(turn + 1) };
}

/** How long a code still counts. */
export function CodeTime({ shown }: { shown: ShownCode }) {
  const texts = t().device;
  const time = `${Math.floor(shown.left / 60)}:${String(shown.left % 60).padStart(2, '0')}`;
  return (
    <div class="code-time">
      <progress max={Math.max(shown.code?.secondsLeft ?? 1, shown.left)} value={shown.left} aria-hidden="true" />
      <p class="faint" role="timer">{shown.left > 0 ? texts.codeFor(time) : texts.codeSoon}</p>
    </div>
  );
}
