import { deepEqual, equal, rejects } from 'node:assert/strict';
import { registerHooks } from 'node:module';
import { after, test } from 'node:test';
import { CallFailed, faultOf, loadLibrary } from './module.ts';

/** What stands in for `pkcs11js` in this process. */
let code = '';
const hooks = registerHooks({
  resolve: (name, context, next) => {
    if (name !== 'pkcs11js') return next(name, context);
    if (code === '')
      throw Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
    return { url: `data:text/javascript,${encodeURIComponent(code)}`, shortCircuit: true };
  },
});
after(() => hooks.deregister());

test('a module that is missing, not built, or cannot load the library is told apart', async () => {
  const cases: [string, string][] = [
    ['', 'no-module'],
    ['throw Object.assign(new Error("x"), { code: "MODULE_NOT_FOUND" });', 'module-not-built'],
    ['throw Object.assign(new Error("x"), { code: "ERR_DLOPEN_FAILED" });', 'module-not-built'],
    ['export default { PKCS11: class { load() { throw new Error("no file"); } } };', 'bad-library'],
  ];
  for (const [text, reason] of cases) {
    code = text;
    await rejects(loadLibrary('/nowhere'), (error) => {
      equal(error instanceof CallFailed && error.fault.reason, reason);
      return true;
    });
  }
});

test('whatever is thrown has a reason', () => {
  const vendor = (number: number): Error => new Error(`CKR_VENDOR_DEFINED:${number}`);
  const cases: [unknown, string][] = [
    [new Error('CKR_DEVICE_ERROR:48\n  at PKCS11'), 'CKR_DEVICE_ERROR'],
    [Object.assign(new Error('CKR_PIN_INCORRECT'), { code: 160 }), 'CKR_PIN_INCORRECT'],
    [vendor(320), 'CKR_CURVE_NOT_SUPPORTED'],
    [vendor(0x8000_0001), 'CKR_0x80000001'],
    [Object.assign(new Error('CKR_VENDOR_DEFINED'), { code: 27 }), 'CKR_ACTION_PROHIBITED'],
    [new TypeError('Argument 1 has wrong type'), 'unexpected'],
    ['text', 'unexpected'],
    [new CallFailed({ reason: 'no-token' }), 'no-token'],
  ];
  deepEqual(
    cases.map(([error]) => faultOf(error).reason),
    cases.map(([, reason]) => reason),
  );
});
