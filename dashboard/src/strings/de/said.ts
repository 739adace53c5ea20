import type { AllSaid } from '../said';
import { failures, waits } from './said/failures';
import { missing } from './said/missing';
import { setup, setupTitles } from './said/setup';
import { states } from './said/states';
import { steps, stepTitles } from './said/steps';

/** What the API says, in German; loaded after the page's own texts. */
export const said: AllSaid = { states, steps, stepTitles, setup, setupTitles, failures, waits, missing };
