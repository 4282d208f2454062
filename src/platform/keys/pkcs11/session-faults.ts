/** Return values after which a new session, and a login where there is none, may be all that is needed. */
export const sessionFaults: ReadonlySet<string> = new Set([
  'CKR_KEY_HANDLE_INVALID',
  'CKR_OBJECT_HANDLE_INVALID',
  'CKR_OPERATION_ACTIVE',
  'CKR_OPERATION_NOT_INITIALIZED',
  'CKR_SESSION_CLOSED',
  'CKR_SESSION_HANDLE_INVALID',
  'CKR_USER_NOT_LOGGED_IN',
]);

/** Return values for what a token cannot do at all, or not with this key. */
export const unsupportedFaults: ReadonlySet<string> = new Set([
  'CKR_ACTION_PROHIBITED',
  'CKR_ARGUMENTS_BAD',
  'CKR_ATTRIBUTE_READ_ONLY',
  'CKR_ATTRIBUTE_TYPE_INVALID',
  'CKR_ATTRIBUTE_VALUE_INVALID',
  'CKR_CURVE_NOT_SUPPORTED',
  'CKR_DATA_LEN_RANGE',
  'CKR_DOMAIN_PARAMS_INVALID',
  'CKR_FUNCTION_NOT_SUPPORTED',
  'CKR_FUNCTION_REJECTED',
  'CKR_KEY_FUNCTION_NOT_PERMITTED',
  'CKR_KEY_SIZE_RANGE',
  'CKR_KEY_TYPE_INCONSISTENT',
  'CKR_MECHANISM_INVALID',
  'CKR_MECHANISM_PARAM_INVALID',
  'CKR_TEMPLATE_INCONSISTENT',
]);

/** Return values that are about the one thing that was asked: the token is well, and would say the same again. */
export const definiteFaults: ReadonlySet<string> = new Set([
  ...unsupportedFaults,
  'CKR_ATTRIBUTE_SENSITIVE',
  'CKR_DATA_INVALID',
  'CKR_DEVICE_MEMORY',
  'CKR_PIN_EXPIRED',
  'CKR_PIN_INCORRECT',
  'CKR_PIN_INVALID',
  'CKR_PIN_LEN_RANGE',
  'CKR_PIN_LOCKED',
  'CKR_TEMPLATE_INCOMPLETE',
  'CKR_TOKEN_WRITE_PROTECTED',
  'CKR_USER_PIN_NOT_INITIALIZED',
]);
