/**
 * Marks of requests that the credential's hook reads and takes off. They are never sent.
 */

/** A call that is only to log in: n8n does so before it asks for the signature. */
export const LOGIN_ONLY_HEADER = 'x-mioesim-login-only';

/** The credential test, which is to prove the login. */
export const TEST_HEADER = 'x-credential-test';
