import type { Answer } from "./ask.ts";

/** What the last answer says beside its rows, and where it stands while it arrives. */
export function Messages({ answer, onCancel }: { readonly answer: Answer; readonly onCancel: () => void }) {
  const { notes, failure, rows, totalMs, startedAt } = answer;
  const elapsedMs = totalMs ?? performance.now() - startedAt;
  const perSecond = elapsedMs < 1 ? 0 : Math.round((rows / elapsedMs) * 1000);
  const isRunning = totalMs === null;
  return (
    <div class="messages">
      <div class="progress">
        <span role="status">
          {isRunning ? "Receiving" : "Received"} {rows.toLocaleString("en-US")} rows in{" "}
          {(elapsedMs / 1000).toFixed(1)} s
          {rows > 0 && elapsedMs > 500 && `, ${perSecond.toLocaleString("en-US")} a second`}
        </span>
        {isRunning && (
          <>
            <progress aria-label="Receiving rows" />
            <button type="button" onClick={onCancel}>
              Cancel
            </button>
          </>
        )}
      </div>
      {failure !== null && (
        <p role="alert" class="error">
          {failure}
        </p>
      )}
      {notes?.errorMessage && (
        <p role="alert" class="error">
          {notes.errorMessage}
        </p>
      )}
      {notes?.userMessage && (
        <p role="alert" class="notice">
          {notes.userMessage}
        </p>
      )}
    </div>
  );
}
