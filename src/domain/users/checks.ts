import { CaError, Secret } from '#base';

const usernameShape = /^[\p{L}\p{N}@.+_-]{1,150}$/u;
const emailShape = /^[^\s@\p{C}]{1,64}@[^\s@\p{C}]{1,189}$/u;
const titleShape = /^[^\p{C}\p{Zl}\p{Zp}]{1,80}$/u;
const maxPassword = 1024;

/** The one spelling of a name (NFKC); undefined when it has a character or a length that names cannot have. */
export function findUsername(text: string): string | undefined {
  const name = text.normalize('NFKC');
  return usernameShape.test(name) ? name : undefined;
}

/** As {@link findUsername}. @throws CaError `bad_request`. */
export function parseUsername(text: string): string {
  const name = findUsername(text);
  if (name !== undefined) return name;
  throw new CaError(
    'bad_request',
    'A name has 1 to 150 characters: letters, digits and @ . + - _ only.',
  );
}

/** Whether any user could have this password. */
export function isPassword(text: string): boolean {
  return text.length >= 1 && text.length <= maxPassword;
}

/** The password, wrapped. @throws CaError `bad_request` unless it has 1 to 1024 characters. */
export function parsePassword(password: string | Secret): Secret {
  const secret = typeof password === 'string' ? new Secret(password) : password;
  if (isPassword(secret.reveal())) return secret;
  throw new CaError('bad_request', `A password has 1 to ${maxPassword} characters.`);
}

/** The address, or nothing for nothing. @throws CaError `bad_request` for what mail could not go to. */
export function parseEmail(text: string): string {
  if (text === '' || emailShape.test(text)) return text;
  throw new CaError('bad_request', 'An email address has the form NAME@HOST.');
}

/** What is shown to people of a group or token. @throws CaError `bad_request` unless it is one line of 1 to 80 characters. */
export function parseTitle(text: string): string {
  const title = text.normalize('NFKC').trim();
  if (titleShape.test(title)) return title;
  throw new CaError(
    'bad_request',
    'Groups and tokens are named by one line of 1 to 80 characters.',
  );
}
