import { useState } from 'preact/hooks';
import { asProblem, call, Problem } from '../api';
import { t } from '../strings';
import { Button, ProblemNotice } from '../ui/parts';
import { know, nameOf, type Contact } from './names';

/** Chooses one contact by what people call it. */
export function ContactFilter({ contact, chosen = t().messages.onlyOf, other = t().messages.allContacts, onChange }: {
  contact: string; chosen?: (name: string) => string; other?: string; onChange: (contact: string) => void;
}) {
  const texts = t().messages;
  const [text, setText] = useState('');
  const [found, setFound] = useState<Contact[] | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const search = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      const { contacts } = await call<{ contacts: Contact[] }>('GET', `api/contacts?query=${encodeURIComponent(text.trim())}`);
      know(contacts);
      setFound(contacts);
    } catch (refused) {
      setProblem(asProblem(refused));
    }
    setBusy(false);
  };
  const choose = (id: string) => {
    setFound(null);
    setText('');
    onChange(id);
  };
  if (contact) return <div class="chosen"><span class="strong">{chosen(nameOf(contact))}</span><Button onClick={() => choose('')}>{other}</Button></div>;
  return (
    <form class="contact-filter" onSubmit={(event) => void search(event)}>
      <label class="field"><span class="strong">{texts.contact}</span>
        <input type="search" value={text} placeholder={texts.contactHint} required maxLength={75} autoComplete="off" onInput={(event) => setText(event.currentTarget.value)} />
      </label>
      <Button type="submit" isBusy={isBusy}>{texts.find}</Button>
      <div class="found" aria-live="polite">
        {problem && <ProblemNotice problem={problem} />}
        {found?.length === 0 && <p>{texts.nobodyFound}</p>}
        {found?.map((one) => <Button key={one.id} onClick={() => choose(one.id)}>{one.name || t().messages.unnamed(one.id)}{one.number && ` · ${one.number}`}</Button>)}
      </div>
    </form>
  );
}
