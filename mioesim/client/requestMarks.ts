/** Marks on requests that the credential's hook reads and removes. They are never sent. */

/** A call that is only made to log in: the host does so before it calls `authenticate`. */
export const LOGIN_ONLY_HEADER = 'x-mioesim-login-only';

/** The credential test, which must prove the login. */
export const TEST_HEADER = 'x-credential-test';
