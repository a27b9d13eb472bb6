import { useRef, useState } from "preact/hooks";
import { type Answer, begin, fill, type Question } from "./ask.ts";
import { tokenFor, type Who } from "./who.ts";

/** The calls of the page, one at a time. */
export interface Calls {
  /** The last one; it changes while it arrives, and `version` with it. */
  readonly answer: Answer | null;
  readonly version: string;
  /** Whether the token had to be renewed for it. */
  readonly renewed: boolean;
  /** @throws Error with a sentence where no token can be had */
  readonly ask: (who: Who, question: Question, changed: (answer: Answer) => void) => Promise<Answer>;
  readonly cancel: () => void;
}

/**
 * Asks with the caller's token until the API refuses it. A refused token is renewed once, and the question
 * asked again, as the Addin does at 401.
 * @param canRenew whether tokens can be had
 */
export function useCalls(canRenew: boolean): Calls {
  const [state, setState] = useState<Pick<Calls, "answer" | "version" | "renewed">>({
    answer: null,
    version: "",
    renewed: false,
  });
  const held = useRef<{ readonly who: Who; readonly token: string } | null>(null);
  const running = useRef<AbortController | null>(null);
  const count = useRef(0);

  const send = async (
    question: Question,
    token: string,
    renewed: boolean,
    changed: (answer: Answer) => void,
  ) => {
    const answer = begin(question, token);
    const show = () => {
      count.current++;
      setState({ answer, version: String(count.current), renewed });
      changed(answer);
    };
    running.current?.abort();
    const control = new AbortController();
    running.current = control;
    show();
    await fill(answer, control.signal, () => {
      if (running.current === control) show();
    });
    return answer;
  };

  return {
    ...state,
    async ask(who, question, changed) {
      const isHeld = held.current?.who === who;
      const token = isHeld && held.current !== null ? held.current.token : await tokenFor(who);
      held.current = { who, token };
      const answer = await send(question, token, false, changed);
      if (answer.status !== 401 || !canRenew) return answer;
      const fresh = await tokenFor(who);
      held.current = { who, token: fresh };
      return send(question, fresh, true, changed);
    },
    cancel: () => running.current?.abort(),
  };
}
