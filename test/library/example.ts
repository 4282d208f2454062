// The library as its user sees it: run in a clone (where `certwright` is this repository) and, by
// test/package.test.ts, in a project that installed the package. It makes ca.db and keys/ in the working directory.
// What django-ca's own example does, line by line; its name for each step stands above ours.
import { readFileSync } from 'node:fs';
import { CaError, files, name, open } from 'certwright';

const csr = readFileSync(new URL('request.pem', import.meta.url), 'utf8');

await using ca = await open({ database: 'ca.db', keys: { default: files({ directory: 'keys' }) } });

ca.on('certificate.issued', ({ certificate }) => console.log('told of', certificate.serial));

// CertificateAuthority.objects.init
const root = await ca.authorities.create({
  name: 'root',
  subject: name('CN=ca.example.com'),
  key: { type: 'ec', curve: 'P-384' },
  notAfter: new Date('2036-01-01T00:00:00Z'),
});

// Certificate.objects.create_cert
const cert = await ca.certificates.issue(root, {
  csr,
  subject: name('CN=example.com'),
  profile: 'server',
});
console.log(cert.pem, root.pem);

// cert.revoke
const revoked = await ca.certificates.revoke(cert, { reason: 'keyCompromise' });
console.log('revoked', revoked.serial, revoked.revocation?.reason);

// create_api_user
const robot = await ca.users.create({
  name: 'robot',
  password: 'correct horse battery staple',
  may: ['certificate.sign', 'certificate.view'],
});
console.log('user', robot.name, robot.permissions.join(' '));

// CertificateAuthority.objects.get, then save
const found = await ca.authorities.get({ name: 'root' });
await ca.authorities.update(found, { enabled: false });
try {
  await ca.certificates.issue(root, { csr, subject: name('CN=example.com'), profile: 'server' });
} catch (error) {
  if (error instanceof CaError) console.log('refused', error.code);
}
