/**
 * The API cannot find out where a database is or how to sign in: a secret, a parameter or a token cannot be
 * read, or says what this API cannot use. Whoever runs the API must act, so the message is for them: it says
 * what is wrong and what to do, and holds nothing that is secret.
 */
export class SourceUnavailable extends Error {
  override readonly name = "SourceUnavailable";
}
